using System.Text.Json;

namespace Streaq.Tests.Tasks;

/// <summary>What an endpoint answers of a task can be read by people.</summary>
public sealed class NamesInJsonTests
{
    [Fact]
    public void States_InJson_AreNames()
    {
        Assert.Equal("""{"state":"Succeeded","outcome":"Success"}""", JsonSerializer.Serialize(
            new { State = TaskState.Succeeded, Outcome = TaskOutcome.Success }, JsonSerializerOptions.Web));
        Assert.Equal(TaskState.Ready, JsonSerializer.Deserialize<TaskState>("\"Ready\""));
        // As versions before wrote it.
        Assert.Equal(TaskOutcome.Retry, JsonSerializer.Deserialize<TaskOutcome>($"{(int)TaskOutcome.Retry}"));
    }
}
