using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaq.Tool.Tests;

public sealed class ListingTests
{
    [Fact]
    public void Column_WithoutAnyText_IsDropped()
    {
        var text = Render(80, Listing(("0123456789abcdef", "", "It broke.")));

        Assert.DoesNotContain("worker", text);
        Assert.Matches("0123456789abcdef +It broke\\.", text);
    }

    [Fact]
    public void Id_OnANarrowScreen_LosesItsStart()
    {
        var text = Render(48, Listing(("0123456789abcdef", "sendmail", "It broke right here.")));

        Assert.Matches("…[0-9a-f]*abcdef +sendmail +It broke", text);
    }

    [Fact]
    public void Message_OnANarrowScreen_LosesItsEndFirst()
    {
        var text = Render(60, Listing(("0123456789abcdef", "sendmail", new string('m', 200))));

        Assert.Matches("0123456789abcdef +sendmail +m+…", text);
    }

    [Theory]
    [InlineData("0123456789abcdef", "9123456789abcdef", 42)]
    [InlineData("0123456789abcdef", "0123456789abcdee", 20)]
    public void Records_ThatATableWouldCut_AreBlocks(string id, string other, int width)
    {
        var text = Render(width, Listing((id, "sendmail", "It broke here, again."), (other, "", "It broke.")));

        Assert.Matches($@"id:? +{id}", text);
        Assert.Matches($@"id:? +{other}", text);
        Assert.DoesNotContain("…", text);
    }

    [Fact]
    public void Lines_OfAMessage_AreOneInATable() => Assert.Contains("one two", Render(80, Listing(("id", "", "one\ntwo"))));

    [Fact]
    public void Records_WhenThereAreNone_AreASentence() => Assert.Equal("There is none.", Render(80, Listing()).Trim());

    private static Listing Listing(params (string Id, string Worker, string Message)[] records)
    {
        var listing = new Listing("There is none.", new("id", Cut.Start), "worker", new("message", Cut.End));
        foreach (var (id, worker, message) in records)
        {
            listing.Add(id, worker, message);
        }

        return listing;
    }

    private static string Render(int width, IRenderable what)
    {
        using var text = new StringWriter();
        var console = new ToolConsole(text, TextWriter.Null, TextReader.Null, CanAsk: false, IsTerminal: false) { Width = width };
        new Output(console, json: false).Terminal().Write(what);
        return text.ToString();
    }
}
