using System.Text;
using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class LatestStartTests
{
    private const long Slot = 1_795_426_830_000;

    [Fact]
    public void Field_OfAFiring_TellsTimeAndSchedule()
    {
        var field = new LatestStart(Slot, "reports.nightly").ToField();

        Assert.Equal(("start_by", "1795426830000 reports.nightly"), (field.Key, Encoding.UTF8.GetString(field.Value.Span)));
        Assert.Equal(new LatestStart(Slot, "reports.nightly"), LatestStart.Of(Message("1795426830000 reports.nightly")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1795426830000")]
    [InlineData("1795426830000 ")]
    [InlineData("1795426830000 two words")]
    [InlineData("soon reports")]
    [InlineData("-5 reports")]
    [InlineData("9223372036854775807 reports")]
    public void Field_ThatIsInvalid_BoundsNothing(string value) => Assert.False(Message(value).IsLate(long.MaxValue));

    [Theory]
    [InlineData(Slot, 1, "cron", false)]
    [InlineData(Slot + 1, 1, "cron", true)]
    [InlineData(Slot + 1, 2, "cron", false)]
    [InlineData(Slot + 1, 1, "snooze", false)]
    [InlineData(Slot + 1, 1, "replay", false)]
    public void Message_AtATime_IsLateBeforeItsFirstAttemptAlone(long now, int attempt, string trigger, bool late)
    {
        var message = Message($"{Slot} tick", attempt, trigger);

        Assert.Equal((late, late), (message.IsLate(now), message.HasExpired(now)));
    }

    private static TaskMessage Message(string field, int attempt = 1, string trigger = "cron") => new()
    {
        Id = "a",
        Name = "tick",
        Body = default,
        Priority = "normal",
        Attempt = attempt,
        Details = new TaskDetails { Trigger = trigger, UnknownFields = [new("start_by", Encoding.UTF8.GetBytes(field))] },
    };
}
