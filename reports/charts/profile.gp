# Two lines through the months round a first day: label, value, the comparison's value. Hollow points are
# the comparison's; the upright line stands where month 0 begins.
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
every_few = narrow ? 12 : 6
shown(s) = s eq '0' || int(s) % every_few == 0 ? s : ''
start(s) = s eq '0' ? 1 : NaN
plot ticks using (-0.5):1:2 with labels right offset char -0.6,0 textcolor rgb mute, \
	data using 0:(low):(shown(strcol(1))) with labels center offset char 0,-1.1 textcolor rgb mute, \
	data using ($0 - 0.5):(strcol(1) eq '0' ? low : NaN):(0):(high - low) with vectors nohead lw 1.5 dt (6,4) lc rgb plum, \
	data using 0:3 with lines lw 1.6 lc rgb soft, \
	data using 0:3 with points pt 6 ps 0.6 lc rgb mute, \
	data using 0:2 with lines lw 2.2 lc rgb navy, \
	data using 0:2 with points pt 7 ps 0.6 lc rgb navy
