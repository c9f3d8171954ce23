# A curve that falls in steps, with its limits: label, value, lower, upper.
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
plot ticks using (-0.5):1:2 with labels right offset char -0.6,0 textcolor rgb mute, \
	data using 0:(low):(month_label($0, strcol(1))) with labels center offset char 0,-1.1 textcolor rgb mute, \
	data using 0:3 with steps lw 1.5 lc rgb band, \
	data using 0:4 with steps lw 1.5 lc rgb band, \
	data using 0:2 with steps lw 2.4 lc rgb navy
