# SPDX-License-Identifier: MIT
# Draws what each launch adds to a direct start. Needs: data, the file; picture, the SVG to be written;
# shown, where bars are cut off: Python's would leave the others too short to be compared.
stats data using 1 nooutput
rows = STATS_records
cut(x) = x < shown ? x : shown
colour(kind) = kind eq "ours" ? 0xd9730d : kind eq "script" ? 0x4878a8 : 0x9a9a9a

set terminal svg size 860,(60 + 30 * rows) font "sans-serif,13" background rgb "white"
set output picture
set title "What a launch adds to a direct start, in ms" font ",15"
unset key
unset border
set lmargin 40
set xrange [0:shown * 1.3]
set yrange [rows - 0.4:-0.6]
set grid xtics linecolor rgb "#dddddd"
set xtics scale 0
set ytics scale 0
plot data using (0):0:(0):(cut($1)):($0 - 0.34):($0 + 0.34):(colour(strcol(2))):ytic(3) \
        with boxxyerror fillstyle solid noborder linecolor rgb variable, \
    data using (cut($1)):0:(sprintf($1 < shown ? "%.2f" : "%.2f (cut off)", $1)) \
        with labels left offset 0.5,0
