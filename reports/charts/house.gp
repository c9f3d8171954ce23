# What every chart shares. Run before the chart's own script, for each of its two widths. Set already:
#   data     tab-separated file: one line per row of the SELECT, NaN where there is no number: a gap
#   ticks    value and words of each tick of the value axis
#   picture  the file to draw
#   rows     how many lines data has          low high tick   range and step of the value axis
#   narrow   1 for a small screen             reference       a line to draw, or NaN
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
canvas(height) = sprintf("set term svg size %d,%d dynamic noenhanced font 'Arial,15' rounded background '#ffffff' name 'chart'; set output '%s'", W, height, picture)
unset key
unset border
set tics scale 0
set format x ''
set format y ''
set style fill solid 1 noborder
# A label that fits its width; the table beside the chart has all of it.
room = narrow ? 38 : 84
fit(s) = strlen(s) > room ? s[1 : room - 1].'…' : s
