using System.Diagnostics;
using System.Text;
using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class CarriedContextTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";

    [Theory]
    [InlineData("01")]
    [InlineData("00")]
    [InlineData("ff")]
    public void Read_OfVersionZero_HasItsIdsFlagsAndText(string flags)
    {
        var text = $"00-{Trace}-{Span}-{flags}";

        var carried = CarriedContext.Read(Encoding.ASCII.GetBytes(text));

        var context = carried.WithState("vendor=value");
        Assert.Equal(
            (Trace, Span, Convert.ToByte(flags, 16), "vendor=value", true),
            (context.TraceId.ToHexString(), context.SpanId.ToHexString(), (byte)context.TraceFlags, context.TraceState, context.IsRemote));
        Assert.Equal(text, carried.Text);
        Assert.Equal(text, Encoding.ASCII.GetString(carried.ToUtf8()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-1")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-FF")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes-later")]
    [InlineData("žluťoučký")]
    public void Read_OfAnyText_AgreesWithDotNet(string text)
    {
        var carried = CarriedContext.Read(Encoding.UTF8.GetBytes(text));

        var isContext = ActivityContext.TryParse(text, "vendor=value", isRemote: true, out var expected);
        Assert.Equal(isContext ? expected : default, carried.WithState("vendor=value"));
        Assert.Equal(text, carried.Text);
        Assert.Equal(text, Encoding.UTF8.GetString(carried.ToUtf8()));
    }

    [Fact]
    public void IsOf_ATrace_IsTrueForItsOwnAlone()
    {
        var read = CarriedContext.Read(Encoding.ASCII.GetBytes($"00-{Trace}-{Span}-01"));
        var text = new CarriedContext($"00-{Trace}-{Span}-01");

        Assert.All([read, text], carried => Assert.True(carried.IsOf(Trace)));
        Assert.All([read, text], carried => Assert.False(carried.IsOf(new string('1', 32))));
    }
}
