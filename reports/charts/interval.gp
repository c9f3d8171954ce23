# A value and its interval per row: label, value, lower, upper. The label stands above its bar, so that
# a long one has the whole width.
H = 16 + 50 * rows + 30
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
if (reference == reference) set arrow 1 from reference, graph 0 to reference, graph 1 nohead lw 1.5 lc rgb mute
row(n) = rows - 1 - n
clear_of(a, b) = reference != reference || a > reference || b < reference
plot ticks using 1:(-0.62):2 with labels center offset char 0,-0.9 textcolor rgb mute, \
	data using ($3):(row($0) - 0.2):($4 - $3):(0) with vectors nohead lw 7 lc rgb band, \
	data using 2:(row($0) - 0.2) with points pt 7 ps 1.0 lc rgb navy, \
	data using (clear_of($3, $4) ? NaN : $2):(row($0) - 0.2) with points pt 7 ps 0.6 lc rgb paper, \
	data using (low):(row($0) + 0.2):(fit(strcol(1))) with labels left textcolor rgb ink, \
	data using (low):(row($0) - 0.2):(strcol(2) eq 'NaN' ? 'not shown: see the data' : '') with labels left textcolor rgb mute
