using System.Text.Json;

namespace Streaq.Tests.Tasks;

/// <summary>People can read what an endpoint returns about a task.</summary>
public sealed class NamesInJsonTests
{
    [Fact]
    public void States_InJson_AreNames()
    {
        Assert.Equal("""{"state":"Succeeded","outcome":"Success"}""", JsonSerializer.Serialize(
            new { State = TaskState.Succeeded, Outcome = TaskOutcome.Success }, JsonSerializerOptions.Web));
        Assert.Equal(TaskState.Ready, JsonSerializer.Deserialize<TaskState>("\"Ready\""));
        // Earlier versions wrote a number.
        Assert.Equal(TaskOutcome.Retry, JsonSerializer.Deserialize<TaskOutcome>($"{(int)TaskOutcome.Retry}"));
    }
}
