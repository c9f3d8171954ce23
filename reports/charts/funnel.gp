# Steps: label, how many reached it, words. What was lost since the step before is the pale part.
H = 8 + 50 * rows + 8
eval canvas(H)
set lmargin at screen 22.0 / W
set rmargin at screen 1 - 12.0 / W
set tmargin at screen 1 - 4.0 / H
set bmargin at screen 4.0 / H
most = high > 0 ? high : 1
set xrange [0 : most * (narrow ? 1.4 : 1.15)]
set yrange [-0.6 : rows - 0.4]
unset xtics
unset ytics
row(n) = rows - 1 - n
amount(n) = strcol(n) eq 'NaN' ? 0 : column(n)
before = 0
lost(v) = (was = before, before = v, was)
ahead = 0
far(v) = (was = ahead, ahead = v, was > ahead ? was : ahead)
plot data using (0):(row($0) - 0.2):(0):(lost(amount(2))):(row($0) - 0.38):(row($0) - 0.02) with boxxyerror lc rgb pale, \
	data using (0):(row($0) - 0.2):(0):(amount(2)):(row($0) - 0.38):(row($0) - 0.02) with boxxyerror lc rgb navy, \
	data using (far(amount(2))):(row($0) - 0.2):3 with labels left offset char 0.6,0 textcolor rgb ink, \
	data using (0):(row($0) + 0.22):(fit(strcol(1))) with labels left  textcolor rgb ink
