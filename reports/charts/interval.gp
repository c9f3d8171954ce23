# A value and its interval per row: label, value, lower, upper.
row_height = narrow ? 50 : 44 # a label may take two lines
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
if (reference == reference) set arrow 1 from reference, graph 0 to reference, graph 1 back nohead lw 1.5 lc rgb mute
at(n) = rows - 1 - n - (narrow ? 0.2 : 0)
clear_of(a, b) = reference != reference || a > reference || b < reference
aside = -label_width / W
# On a narrow screen no line runs through a label: paper lies between.
plot data using (low):(at($0) + 0.4):(low):(high):(at($0) + (narrow ? 0.2 : 0.4)):(at($0) + (narrow ? 0.62 : 0.4)) with boxxyerror lc rgb paper, \
	ticks using 1:(-0.56):2 with labels center offset char 0,-0.9 textcolor rgb mute, \
	data using ($3):(at($0)):($4 - $3):(0) with vectors nohead lw 7 lc rgb band, \
	data using 2:(at($0)) with points pt 7 ps 1.0 lc rgb navy, \
	data using (clear_of($3, $4) ? NaN : $2):(at($0)) with points pt 7 ps 0.6 lc rgb paper, \
	data using (low):(at($0) + 0.4):(narrow ? fit(strcol(1)) : '') with labels left textcolor rgb ink, \
	data using (low):(at($0)):(narrow || break_at(strcol(1)) ? '' : fit(strcol(1))) with labels left offset screen aside,0 textcolor rgb ink, \
	data using (low):(at($0)):(!narrow && break_at(strcol(1)) ? first_line(strcol(1)) : '') with labels left offset screen aside,char 0.5 textcolor rgb ink, \
	data using (low):(at($0)):(!narrow && break_at(strcol(1)) ? second_line(strcol(1)) : '') with labels left offset screen aside,char -0.5 textcolor rgb ink, \
	data using (low):(at($0)):(strcol(2) eq 'NaN' ? 'not shown: see the data' : '') with labels left offset char 0.6,0 textcolor rgb mute
