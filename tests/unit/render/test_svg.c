#include "../scratch.h"

#include "../../../stages/render/svg.h"

#define HEAD                                                                                       \
	"<?xml version=\"1.0\"?>\n<svg \n viewBox=\"0 0 9 9\"\n "                                  \
	"xmlns=\"http://www.w3.org/2000/svg\"\n>\n"                                                \
	"<title>chart</title>\n<desc>Produced by GNUPLOT</desc>\n<g id=\"gnuplot_canvas\">\n"      \
	"<rect x=\"0\" y=\"0\" width=\"9\" height=\"9\" fill=\"#ffffff\"/>\n"                      \
	"<defs><circle id='gpDot' r='0.5'/></defs>\n"
#define TAIL "</g>\n</svg>\n"
#define ROOT                                                                                       \
	"<svg class=\"wide\" viewBox=\"0 0 9 9\" role=\"img\" aria-labelledby=\"c-t c-d\" "        \
	"fill=\"none\" "                                                                           \
	"stroke-linecap=\"round\" stroke-linejoin=\"round\"><title id=\"c-t\">T</title>"           \
	"<desc id=\"c-d\">D</desc>"

static const struct render_svg_frame frame = {"c", "wide", "T", "D"};

static void a_picture_keeps_its_shapes_and_loses_everything_else(void **state)
{
	static const struct {
		const char *gnuplot, *want;
	} examples[] = {
		{"", ""},
		{"<g fill=\"none\" stroke-width=\"2.00\">\n\t<path stroke='rgb( 18,  67, 109)'  "
		 "d='M1,2 L3,4\n\t\t5,6  '/></g>\n",
			"<path d=\"M1,2 L3,4 5,6\" stroke=\"var(--navy)\" stroke-width=\"2.00\"/>"},
		{"<g transform=\"translate(1,2)\" stroke=\"none\" fill=\"rgb(80,90,95)\" "
		 "font-family=\"Arial\" font-size=\"15.00\"  "
		 "text-anchor=\"end\">\n\t<text>A&amp;E</text>\n</g>",
			"<text transform=\"translate(1,2)\" text-anchor=\"end\" "
			"font-size=\"15.00\" "
			"fill=\"var(--mute)\">A&amp;E</text>"},
		{"<use xlink:href='#gpPt6' transform='translate(1.5,2.5) scale(3.00)' color='rgb(  "
		 "1,   2,   3)'/>",
			"<circle cx=\"1.50\" cy=\"2.50\" r=\"3.00\" fill=\"#010203\"/>"},
		{"<polygon fill = 'rgb( 18,  67, 109)' points = '1,2 3,4 '/>",
			"<polygon points=\"1,2 3,4\" fill=\"var(--navy)\"/>"},
		{"<g><text></text></g>", ""},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(examples); i++) {
		struct tl_buf raw = {0}, out = {0}, want = {0};
		struct tl_err err = {0};

		tl_buf_addf(&raw, HEAD "%s" TAIL, examples[i].gnuplot);
		tl_buf_addf(&want, ROOT "%s</svg>", examples[i].want);
		if (!render_svg_clean(&out, tl_buf_str(&raw), &frame, &err))
			fail_msg("%s", err.text);
		assert_string_equal(tl_buf_c(&out), tl_buf_c(&want));
		tl_buf_free(&raw);
		tl_buf_free(&out);
		tl_buf_free(&want);
	}
}

static void what_is_not_expected_of_gnuplot_is_refused(void **state)
{
	static const char *const pictures[] = {
		"",
		HEAD,
		HEAD "<image xlink:href='x'/>" TAIL,
		HEAD "<script>x</script>" TAIL,
		HEAD "<text>a<tspan>b</tspan></text>" TAIL,
		HEAD "<use xlink:href='#gpPt99' transform='translate(1,2) scale(3)' "
		     "color='black'/>" TAIL,
		HEAD "<use xlink:href='#gpPt6' transform='rotate(4)' color='black'/>" TAIL,
		"</svg>",
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(pictures); i++) {
		struct tl_buf out = {0};
		struct tl_err err = {0};

		if (render_svg_clean(&out, tl_str(pictures[i]), &frame, &err))
			fail_msg("accepted: %s", pictures[i]);
		assert_int_equal(err.exit_status, EX_SOFTWARE);
		tl_buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_keeps_its_shapes_and_loses_everything_else),
		cmocka_unit_test(what_is_not_expected_of_gnuplot_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
