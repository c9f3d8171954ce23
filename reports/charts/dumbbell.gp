# Before and after per row: label, before and its limits, after and its limits. Before is a ring, after
# a disc.
row_height = narrow ? 54 : 38
H = 12 + row_height * rows + 30
eval canvas(H)
set lmargin at screen label_width / W
set rmargin at screen 1 - 30.0 / W
set tmargin at screen 1 - 8.0 / H
set bmargin at screen 30.0 / H
set xrange [low : high]
set yrange [-0.56 : rows - 0.44]
unset ytics
set xtics low, tick
set grid xtics lt 1 lw 1 lc rgb gridline
at(n) = rows - 1 - n - (narrow ? 0.2 : 0)
aside = -label_width / W
# On a narrow screen no line runs through a label: paper lies between.
plot data using (low):(at($0) + 0.4):(low):(high):(at($0) + (narrow ? 0.2 : 0.4)):(at($0) + (narrow ? 0.62 : 0.4)) with boxxyerror lc rgb paper, \
	ticks using 1:(-0.56):2 with labels center offset char 0,-0.9 textcolor rgb mute, \
	data using ($3):(at($0) + 0.08):($4 - $3):(0) with vectors nohead lw 6 lc rgb pale, \
	data using ($6):(at($0) - 0.08):($7 - $6):(0) with vectors nohead lw 6 lc rgb band, \
	data using ($2):(at($0)):($5 - $2):(0) with vectors nohead lw 2 lc rgb navy, \
	data using 2:(at($0)) with points pt 7 ps 1.15 lc rgb paper, \
	data using 2:(at($0)) with points pt 6 ps 1.0 lc rgb mute, \
	data using 5:(at($0)) with points pt 7 ps 1.15 lc rgb navy, \
	data using (low):(at($0) + 0.42):(narrow ? fit(strcol(1)) : '') with labels left textcolor rgb ink, \
	data using (low):(at($0)):(narrow || break_at(strcol(1)) ? '' : fit(strcol(1))) with labels left offset screen aside,0 textcolor rgb ink, \
	data using (low):(at($0)):(!narrow && break_at(strcol(1)) ? first_line(strcol(1)) : '') with labels left offset screen aside,char 0.5 textcolor rgb ink, \
	data using (low):(at($0)):(!narrow && break_at(strcol(1)) ? second_line(strcol(1)) : '') with labels left offset screen aside,char -0.5 textcolor rgb ink, \
	data using (low):(at($0)):(strcol(2) eq 'NaN' ? 'not shown: see the data' : '') with labels left offset char 0.6,0 textcolor rgb mute
