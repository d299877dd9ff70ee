using Streaq.Tasks;
using Streaq.Workers;

namespace Streaq.Tests.Workers;

public sealed class RecentSampleTests
{
    private readonly RecentSample _sample = new();
    private int _ended;

    [Fact]
    public void Sample_OfFewTasks_HasAllOnce()
    {
        Add(5, TaskOutcome.Success);
        Add(5, TaskOutcome.Failure);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), Take());
        Assert.Empty(Take());
    }

    [Fact]
    public void Sample_OfManyTasks_HasTheSlowestAndTheNewest()
    {
        for (var i = 0; i < 10; i++)
        {
            Add(1, TaskOutcome.Success, lasted: 5_000 + i);
            Add(100, TaskOutcome.Success);
        }

        var taken = Take();

        Assert.Equal(50, taken.Count);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{101 * i}"), taken.Take(10));
        Assert.Equal(Enumerable.Range(970, 40).Select(i => $"{i}"), taken.Skip(10));
    }

    [Fact]
    public void Sample_OfManyFailures_LeavesRoomForTheOthers()
    {
        Add(10, TaskOutcome.Success, lasted: 5_000);
        Add(500, TaskOutcome.Timeout);
        Add(10, TaskOutcome.Success);

        var taken = Take();

        Assert.Equal(Enumerable.Range(0, 10).Concat(Enumerable.Range(480, 30)).Concat(Enumerable.Range(510, 10)).Select(i => $"{i}"), taken);
    }

    [Fact]
    public void Sample_TakenAgain_KnowsNothingOfBefore()
    {
        Add(60, TaskOutcome.Failure, lasted: 5_000);
        Take();

        Add(1, TaskOutcome.Success);

        Assert.Equal(["60"], Take());
    }

    private List<string> Take() => [.. _sample.Take().Select(ended => ended.Id)];

    private void Add(int count, TaskOutcome outcome, long lasted = 1)
    {
        for (var i = 0; i < count; i++)
        {
            var at = 1_000_000 + (10 * _ended);
            _sample.Add(new EndedAttempt
            {
                Id = $"{_ended++}",
                Name = "task",
                Priority = "normal",
                Attempt = 1,
                Outcome = outcome,
                ReadyAt = at - lasted,
                StartedAt = at - lasted,
                EndedAt = at,
            });
        }
    }
}
