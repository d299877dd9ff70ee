#region test
using Streaq;
using Streaq.Testing;
using Xunit;

public sealed class CountWordsTests
{
    private static readonly TaskDefinition<string, int> CountWords = new("text.count_words");

    [Fact]
    public async Task CountWords_OfASentence_CountsItsWords()
    {
        await using var queue = StreaqTestHost.Create(streaq => streaq.Map(CountWords, (string text) => text.Split(' ').Length));

        var attempt = await queue.RunAsync(CountWords, "the quick brown fox");

        Assert.Equal((TaskOutcome.Success, 4), (attempt.Outcome, attempt.Result));
    }
}
#endregion
