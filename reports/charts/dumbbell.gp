# Before and after per row: label, before and its limits, after and its limits. Before is a ring, after
# a disc; the label stands above its row.
H = 16 + 54 * rows + 30
eval canvas(H)
set lmargin at screen 22.0 / W
set rmargin at screen 1 - 26.0 / W
set tmargin at screen 1 - 8.0 / H
set bmargin at screen 30.0 / H
set xrange [low : high]
set yrange [-0.62 : rows - 0.38]
unset ytics
set xtics low, tick
set grid xtics lt 1 lw 1 lc rgb gridline
row(n) = rows - 1 - n
plot ticks using 1:(-0.62):2 with labels center offset char 0,-0.9 textcolor rgb mute, \
	data using ($3):(row($0) - 0.13):($4 - $3):(0) with vectors nohead lw 6 lc rgb pale, \
	data using ($6):(row($0) - 0.27):($7 - $6):(0) with vectors nohead lw 6 lc rgb band, \
	data using ($2):(row($0) - 0.2):($5 - $2):(0) with vectors nohead lw 2 lc rgb navy, \
	data using 2:(row($0) - 0.2) with points pt 7 ps 1.15 lc rgb paper, \
	data using 2:(row($0) - 0.2) with points pt 6 ps 1.0 lc rgb mute, \
	data using 5:(row($0) - 0.2) with points pt 7 ps 1.15 lc rgb navy, \
	data using (low):(row($0) + 0.22):(fit(strcol(1))) with labels left textcolor rgb ink, \
	data using (low):(row($0) - 0.2):(strcol(2) eq 'NaN' ? 'not shown: see the data' : '') with labels left textcolor rgb mute
