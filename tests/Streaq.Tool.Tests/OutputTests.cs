namespace Streaq.Tool.Tests;

public sealed class OutputTests
{
    [Theory]
    [InlineData("\u001b[2Jgone", "\uFFFD[2Jgone")]
    [InlineData("a\u202Egnp.exe", "a\uFFFDgnp.exe")]
    [InlineData("\u2066a\u2069\u200B", "\uFFFDa\uFFFD\uFFFD")]
    [InlineData("one\r\ntwo", "one\ntwo")]
    [InlineData("größe 报告", "größe 报告")]
    public void Cell_WithTextFromElsewhere_CommandsNoTerminal(string text, string shown) => Assert.Equal(shown, Output.Cell(text));
}
