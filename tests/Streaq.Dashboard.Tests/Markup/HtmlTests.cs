using System.Globalization;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Tests.Markup;

public sealed class HtmlTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\" onload='x'", "&quot; onload=&#x27;x&#x27;")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("żółw שלום 任务", "żółw שלום 任务")]
    [InlineData(null, "")]
    public void Of_AHole_EncodesIt(string? value, string expected)
    {
        Assert.Equal($"<p>{expected}</p>", Html.Of($"<p>{value}</p>").ToString());
    }

    [Fact]
    public void Of_Markup_TakesItAsItIs() => Assert.Equal("<b><i>a</i></b>", Html.Of($"<b>{Html.Of($"<i>{"a"}</i>")}</b>").ToString());

    [Fact]
    public void Of_Numbers_IsTheSameUnderEveryCulture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;

            Assert.Equal("12.5 1234 Failed", Html.Of($"{12.5:0.#} {1234} {TaskState.Failed}").ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.04, "0.0 ms")]
    [InlineData(3.25, "3.3 ms")]
    [InlineData(999.9, "999 ms")]
    [InlineData(1_500, "1.50 s")]
    [InlineData(59_900, "59.9 s")]
    [InlineData(200_000, "3 min 20 s")]
    [InlineData(180_000, "3 min")]
    [InlineData(7_260_000, "2 h 1 min")]
    [InlineData(93_600_000, "1 d 2 h")]
    [InlineData(-5, "0 ms")]
    public void Duration_OfATime_HasTwoUnitsAtMost(double milliseconds, string expected) =>
        Assert.Equal(expected, Shown.Duration(TimeSpan.FromMilliseconds(milliseconds)));
}
