/*
 * The two largest numbers of those noted, in a struct with members `largest` and `second`, whatever
 * their width: what a rule about who dominates an atom asks for. Both begin at 0. Two such structs
 * are joined by noting the other's two.
 */
#ifndef MEASURE_LARGEST_H
#define MEASURE_LARGEST_H

#define MEASURE_NOTE_LARGEST(of, number)                                                           \
	do {                                                                                       \
		if ((number) > (of)->largest) {                                                    \
			(of)->second = (of)->largest;                                              \
			(of)->largest = (number);                                                  \
		} else if ((number) > (of)->second) {                                              \
			(of)->second = (number);                                                   \
		}                                                                                  \
	} while (0)

#endif
