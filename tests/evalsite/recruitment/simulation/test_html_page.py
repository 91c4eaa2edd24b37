"""Forms and videos of a page, as a simulated participant reads them."""

import pytest

from evalsite.recruitment.simulation.html_page import HtmlPage


def test_forms_and_videos_of_a_page():
    form = '<form action="go"><input type=hidden name=a value=1><input type=radio name=b value=2></form>'
    page = HtmlPage.parse(form + "<video src=v></video>", url="http://x/p/")
    assert page.videos == ["http://x/p/v"]
    assert page.form.action == "http://x/p/go"
    assert page.form.form_data(b="2") == {"a": "1", "b": "2"}
    for wrong in ({"b": "3"}, {"c": "1"}):
        with pytest.raises(ValueError, match="does not offer"):
            page.form.form_data(**wrong)
