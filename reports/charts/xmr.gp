# A process chart: label, value, mean, lower limit, upper limit, flag. A run chart has a median and no limits.
H = narrow ? 280 : 340
eval canvas(H)
left = 62.0
right = narrow ? 38.0 : 138.0
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
# Labels always have a place and sometimes no text: gnuplot 5.4 crashes where every place is NaN.
# Words beside a line only where they do not run into those of the mean.
pixels = (H - 46.0) / (high - low)
is(word) = strcol(6) eq word
last = rows - 1
apart(n) = n == 3 || abs(column(n) - column(3)) * pixels > 17
beside(n) = !narrow && int(column(0)) == last && strcol(n) ne 'NaN' && apart(n)
plot ticks using (-0.5):1:2 with labels right offset char -0.6,0 textcolor rgb mute, \
	data using 0:(low):(month_label($0, strcol(1))) with labels center offset char 0,-1.1 textcolor rgb mute, \
	data using 0:4 with lines lw 1.5 dt (6,4) lc rgb soft, \
	data using 0:5 with lines lw 1.5 dt (6,4) lc rgb soft, \
	data using 0:3 with lines lw 1.5 lc rgb ink, \
	data using 0:2 with lines lw 2 lc rgb soft, \
	data using 0:(is('common_cause') || is('NaN') || is('runs_chance') || strlen(strcol(6)) == 0 ? $2 : NaN) with points pt 7 ps 0.6 lc rgb mute, \
	data using 0:(is('special_cause_improvement') ? $2 : NaN) with points pt 7 ps 0.95 lc rgb navy, \
	data using 0:(is('special_cause_concern') ? $2 : NaN) with points pt 9 ps 1.05 lc rgb warn, \
	data using 0:(is('special_cause_neutral_high') || is('special_cause_neutral_low') || is('runs_signal') ? $2 : NaN) with points pt 13 ps 1.05 lc rgb plum, \
	data using (last + 0.5):(beside(3) ? $3 : low):(beside(3) ? (strcol(5) eq 'NaN' ? 'Median ' : 'Mean ').said($3) : '') with labels left offset char 0.4,0 textcolor rgb ink, \
	data using (last + 0.5):(beside(5) ? $5 : low):(beside(5) ? 'Upper limit '.said($5) : '') with labels left offset char 0.4,0 textcolor rgb mute, \
	data using (last + 0.5):(beside(4) ? $4 : low):(beside(4) ? 'Lower limit '.said($4) : '') with labels left offset char 0.4,0 textcolor rgb mute
