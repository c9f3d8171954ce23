# What every chart shares. Run before the chart's own script, for each of its two widths. Set already:
#   data     tab-separated lines, one per row of the SELECT, NaN where there is no number: a gap
#   ticks    value and words of each tick of the value axis, likewise
#   rows     how many lines data has          low high tick   range and step of the value axis
#   narrow   1 for a small screen             reference       a line to draw, or NaN
#   longest  characters of the longest label  percent         1 where the values are percentages
# Text reaches a chart through data columns only. Colours are the house's: reports/style.css gives each
# of them a light and a dark form.
set encoding utf8
set datafile separator "\t"
set datafile commentschars ""
ink = '#0b0c0c'
mute = '#505a5f'
soft = '#8a9398'
gridline = '#e6e6e6'
navy = '#12436d'
band = '#b9cce3'
pale = '#c9ced1'
plum = '#801650'
warn = '#b5430e'
paper = '#ffffff'
W = narrow ? 340 : 680
canvas(height) = sprintf("set term svg size %d,%d dynamic noenhanced font 'Arial,15' rounded background '#ffffff' name 'chart'", W, height)
unset key
unset border
set tics scale 0
set format x ''
set format y ''
set style fill solid 1 noborder
set grid back

# Labels of rows: left of the plot on a wide screen, in two lines at most; above their row on a narrow
# one. What does not fit ends in an ellipsis; the table beside the chart has all of it.
room = narrow ? 38 : longest < 30 ? (longest < 12 ? 12 : longest) : 30
label_width = narrow ? 28.0 : 16.0 + 7.6 * room
fit(s) = strlen(s) > room ? s[1 : room - 1].'…' : s
blank_before(s, n) = n < 2 ? 0 : s[n:n] eq ' ' ? n : blank_before(s, n - 1)
break_at(s) = strlen(s) <= room ? 0 : blank_before(s, room + 1)
first_line(s) = break_at(s) == 0 ? fit(s) : s[1 : break_at(s) - 1]
second_line(s) = break_at(s) == 0 ? '' : fit(s[break_at(s) + 1 : strlen(s)])

# A label every month, quarter, half-year, year ...: the first step that leaves 74 pixels for each. They
# are counted from the last month, which always has its own.
step_of(width) = (need = rows * 74.0 / width, need <= 1 ? 1 : need <= 2 ? 2 : need <= 3 ? 3 : need <= 6 ? 6 : need <= 12 ? 12 : need <= 24 ? 24 : 60)
month_label(row, s) = int(rows - 1 - row) % step == 0 ? s : ''

# A number beside a line: three figures, as tables print it.
whole(v) = abs(v) >= 1000 ? sprintf('%d,%03d', int(v + 0.5) / 1000, int(v + 0.5) % 1000) : sprintf('%.0f', v)
said(v) = percent ? sprintf('%.1f%%', v) : v >= 100 || v == floor(v) ? whole(v) : v >= 10 ? sprintf('%.1f', v) : sprintf('%.2f', v)
