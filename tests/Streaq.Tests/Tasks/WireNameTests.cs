using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

/// <summary>One rule holds for all input: names of tasks, queues, workers, priorities and headers, ids, deduplication keys.</summary>
public sealed class WireNameTests
{
    [Theory]
    [InlineData("a\nb", "U+000A")]
    [InlineData("\u001b[31m", "U+001B")]
    [InlineData("a\u0085b", "U+0085")]
    [InlineData("a\u2028b", "U+2028")]
    [InlineData("a\u202Egnp.exe", "U+202E")]
    [InlineData("\u2066a\u2069", "U+2066")]
    [InlineData("a\u200Bb", "U+200B")]
    [InlineData("\uFEFFa", "U+FEFF")]
    [InlineData("a\U000E0041", "U+DB40")]
    public void Name_ThatShowsSomethingElseThanItSays_IsRefused(string name, string reason)
    {
        Assert.Contains(reason, Assert.Throws<ArgumentException>(nameof(name), () => new TaskDefinition<int>(name)).Message);
        Assert.False(WireName.IsValid(name));
        Assert.DoesNotContain(WireName.ForLog(name), c => char.IsControl(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format);
    }

    /// <summary>Attributes can't contain such a text.</summary>
    [Fact]
    public void Name_WithHalfOfASurrogatePair_IsRefused()
    {
        foreach (var name in new[] { "a\uD83D", "\uDE00a", "\uD83Da" })
        {
            Assert.Throws<ArgumentException>(nameof(name), () => new TaskDefinition<int>(name));
        }
    }

    [Theory]
    [InlineData("reports.nightly")]
    [InlineData("bericht-größe")]
    [InlineData("报告")]
    [InlineData("\U0001F600")]
    public void Name_OfAnyLanguage_IsAllowed(string name)
    {
        Assert.True(WireName.IsValid(name));
        Assert.Equal(name, WireName.ForLog(name));
    }

    [Fact]
    public void ForLog_OfALongText_IsBounded() => Assert.Equal(WireName.MaxLength, WireName.ForLog(new string('x', 100_000)).Length);
}
