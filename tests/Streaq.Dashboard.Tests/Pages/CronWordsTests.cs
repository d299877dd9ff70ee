using Streaq.Dashboard.Pages;

namespace Streaq.Dashboard.Tests.Pages;

public sealed class CronWordsTests
{
    [Theory]
    [InlineData("* * * * *", "every minute")]
    [InlineData("*/5 * * * *", "every 5 minutes")]
    [InlineData("0 */2 * * *", "every 2 hours")]
    [InlineData("30 * * * *", "every hour at minute 30")]
    [InlineData("0 3 * * *", "every day at 03:00")]
    [InlineData("15 9 * * 1-5", "every Monday to Friday at 09:15")]
    [InlineData("0 9 * * mon", "every Monday at 09:00")]
    [InlineData("0 9 * * 7", "every Sunday at 09:00")]
    [InlineData("0 0 1 * *", "on the 1st of every month at 00:00")]
    [InlineData("0 0 L * *", "on the last day of every month at 00:00")]
    [InlineData("*/10 * * * * *", "every 10 seconds")]
    [InlineData("0 0 3 * * *", "every day at 03:00")]
    [InlineData("@daily", "every day at 00:00")]
    [InlineData("@every 1h30m", "every 1h30m")]
    public void For_AUsualExpression_SaysIt(string expression, string words) => Assert.Equal(words, CronWords.For(expression));

    [Theory]
    [InlineData("*/7 * * * *")]
    [InlineData("13 4 1,15 * 2")]
    [InlineData("0 3 1 1 *")]
    [InlineData("0 3 1 * 1")]
    [InlineData("0 9-17 * * *")]
    [InlineData("61 * * * *")]
    [InlineData("")]
    public void For_AnotherExpression_DoesNotGuess(string expression) => Assert.Null(CronWords.For(expression));
}
