using Streaq.Workers;

namespace Streaq.Tests.Workers;

public sealed class HeldCountTests
{
    private readonly HeldCount _held = new();

    [Fact]
    public void Count_OfAddedAndRemovedTasks_IsTheirDifference()
    {
        _held.Add(5);
        _held.Remove();
        _held.Remove();

        Assert.Equal((3, 2), (_held.Count, _held.Finished));
    }

    [Fact]
    public void AtMost_WhenTheyAreFewEnough_IsDone()
    {
        _held.Add(2);

        Assert.True(_held.AtMostAsync(2, CancellationToken.None).IsCompletedSuccessfully);
        Assert.True(_held.AtMostAsync(3, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task AtMost_WhenTheyAreMore_WaitsUntilTheyAreFewEnough()
    {
        _held.Add(3);
        var waiting = _held.AtMostAsync(1, CancellationToken.None);

        _held.Remove();
        Assert.False(waiting.IsCompleted);
        _held.Remove();

        await waiting.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task AtMost_Cancelled_Throws()
    {
        _held.Add(1);
        using var cancellation = new CancellationTokenSource();
        var waiting = _held.AtMostAsync(0, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _held.Remove();
        Assert.True(_held.AtMostAsync(0, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task AtMost_WhileManyEndAtOnce_IsNeverMissed()
    {
        for (var round = 0; round < 500; round++)
        {
            _held.Add(8);
            var removing = Parallel.ForAsync(0, 8, (_, _) =>
            {
                _held.Remove();
                return ValueTask.CompletedTask;
            });

            await _held.AtMostAsync(0, CancellationToken.None).WaitAsync(QueueHost.Patience);
            await removing;
        }

        Assert.Equal((0, 4_000), (_held.Count, _held.Finished));
    }
}
