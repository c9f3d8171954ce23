# From one amount to another: label, from, to, words at its end. A bar that begins at nought is a whole;
# any other is what was added (to the right) or is missing (to the left, with an edge of its own).
H = 8 + 50 * rows + 8
eval canvas(H)
set lmargin at screen 22.0 / W
set rmargin at screen 1 - 12.0 / W
set tmargin at screen 1 - 4.0 / H
set bmargin at screen 4.0 / H
least = low < 0 ? low * 1.1 : 0
most = high > 0 ? high : 1
set xrange [least : most * (narrow ? 1.45 : 1.2)]
set yrange [-0.6 : rows - 0.4]
unset xtics
unset ytics
row(n) = rows - 1 - n
known(n) = strcol(n) ne 'NaN'
lesser(a, b) = a < b ? a : b
greater(a, b) = a < b ? b : a
from(n) = known(2) && known(3) ? lesser($2, $3) : 0
to(n) = known(2) && known(3) ? greater($2, $3) : 0
whole_bar(n) = known(2) && $2 == 0
fell(n) = known(2) && known(3) && $2 != 0 && $3 < $2
rose(n) = known(2) && known(3) && $2 != 0 && $3 >= $2
low_end(n) = row(n) - 0.38
high_end(n) = row(n) - 0.02
plot data using (whole_bar(0) ? from(0) : NaN):(row($0) - 0.2):(from(0)):(to(0)):(low_end($0)):(high_end($0)) with boxxyerror lc rgb navy, \
	data using (rose(0) ? from(0) : NaN):(row($0) - 0.2):(from(0)):(to(0)):(low_end($0)):(high_end($0)) with boxxyerror lc rgb band, \
	data using (fell(0) ? from(0) : NaN):(row($0) - 0.2):(from(0)):(to(0)):(low_end($0)):(high_end($0)) with boxxyerror lc rgb pale, \
	data using (fell(0) ? $3 : NaN):(low_end($0)):(0):(0.36) with vectors nohead lw 4 lc rgb plum, \
	data using (rose(0) ? $3 : NaN):(low_end($0)):(0):(0.36) with vectors nohead lw 4 lc rgb navy, \
	data using (to(0)):(row($0) - 0.2):4 with labels left offset char 0.6,0 textcolor rgb ink, \
	data using (least):(row($0) + 0.22):(fit(strcol(1))) with labels left textcolor rgb ink
