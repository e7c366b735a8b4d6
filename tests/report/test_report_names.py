"""Names are printed as they are: a dollar sign is no formula."""

from __future__ import annotations

from evaluation.reporting.style import house_style


def test_a_dollar_in_a_name_is_drawn_as_it_is() -> None:
    import io

    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    with house_style():
        figure = pyplot.figure()
        figure.text(0.5, 0.5, "Au[/b] $\\foo{$")
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png")
        pyplot.close(figure)
    assert drawn.getvalue().startswith(b"\x89PNG")
