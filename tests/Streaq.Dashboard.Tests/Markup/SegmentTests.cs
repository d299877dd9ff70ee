using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Tests.Markup;

public sealed class SegmentTests
{
    [Theory]
    [InlineData("plain-1", "plain-1")]
    [InlineData("a/b", "a~2Fb")]
    [InlineData("a%2Fb", "a~252Fb")]
    [InlineData("..", "~2E~2E")]
    [InlineData(".", "~2E")]
    [InlineData("a.b", "a.b")]
    [InlineData("~2F", "~7E2F")]
    [InlineData("<b>", "%3Cb%3E")]
    [InlineData("ż", "%C5%BC")]
    public void Encode_AName_MakesOneSegment(string name, string segment)
    {
        Assert.Equal(segment, Segment.Encode(name));
        Assert.Equal(name, Segment.Decode(Uri.UnescapeDataString(segment)));
    }

    [Theory]
    [InlineData("a~")]
    [InlineData("a~2")]
    [InlineData("a~zz")]
    public void Decode_ATildeOfAnother_LeavesIt(string segment) => Assert.Equal(segment, Segment.Decode(segment));
}
