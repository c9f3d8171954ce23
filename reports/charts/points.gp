# A value and its interval in each of several steps: label, value, lower, upper.
H = narrow ? 280 : 340
eval canvas(H)
left = 62.0
right = 38.0
set lmargin at screen left / W
set rmargin at screen 1 - right / W
set tmargin at screen 1 - 12.0 / H
set bmargin at screen 34.0 / H
set xrange [-0.5 : rows - 0.5]
set yrange [low : high]
set ytics low, tick
set grid ytics lt 1 lw 1 lc rgb gridline
unset xtics
step = step_of(W - left - right)
if (reference == reference) set arrow 1 from graph 0, first reference to graph 1, first reference back nohead lw 1.5 lc rgb mute
plot ticks using (-0.5):1:2 with labels right offset char -0.6,0 textcolor rgb mute, \
	data using 0:(low):(month_label($0, strcol(1))) with labels center offset char 0,-1.1 textcolor rgb mute, \
	data using 0:3:(0):($4 - $3) with vectors nohead lw 6 lc rgb band, \
	data using 0:2 with points pt 7 ps 0.8 lc rgb navy
