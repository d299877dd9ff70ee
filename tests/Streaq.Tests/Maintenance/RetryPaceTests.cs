using Streaq.Maintenance;

namespace Streaq.Tests.Maintenance;

public sealed class RetryPaceTests
{
    private readonly FakeTime _time = new();
    private readonly LogRecorder _log = new();
    private readonly RetryPace _pace;

    public RetryPaceTests() => _pace = new StoreOutage(_time, _log.CreateLogger("Streaq")).PaceOf("TheLoop");

    [Fact]
    public async Task Outage_OfManyTries_IsLoggedOnceAndItsEndOnce()
    {
        for (var outage = 1; outage <= 2; outage++)
        {
            await FailAsync(5);
            Succeed();
            Succeed();

            Assert.Equal(outage, Logged("streaq.store.unreachable"));
            Assert.Equal(outage, Logged("streaq.store.recovered"));
        }

        Assert.Contains("TheLoop could not reach the store", _log.Lines.First().Message);
        Assert.IsType<FormatException>(_log.Lines.First().Exception);
    }

    [Fact]
    public async Task Pauses_OfAnOutage_DoubleUpToFiveSeconds()
    {
        double[] expected = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5];
        foreach (var seconds in expected)
        {
            await FailWithinAsync(seconds);
        }

        Succeed();
        await FailWithinAsync(0.1);
    }

    [Fact]
    public async Task Pause_Cancelled_EndsWithoutException()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = FailOnceAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await waiting.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public void Success_WithoutAnOutage_IsNotLogged()
    {
        Succeed();

        Assert.Empty(_log.Lines);
    }

    /// <summary>The jitter is a quarter in either direction.</summary>
    private async Task FailWithinAsync(double seconds)
    {
        var waiting = FailOnceAsync();
        _time.Advance(TimeSpan.FromSeconds(seconds * 0.75) - TimeSpan.FromTicks(1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(seconds * 0.5) + TimeSpan.FromMilliseconds(1));
        await waiting.WaitAsync(QueueHost.Patience);
    }

    private async Task FailAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var waiting = FailOnceAsync();
            _time.Advance(TimeSpan.FromSeconds(10));
            await waiting.WaitAsync(QueueHost.Patience);
        }
    }

    private Task FailOnceAsync(CancellationToken cancellationToken = default) =>
        _pace.FailedAsync(new FormatException(), cancellationToken);

    private void Succeed() => _pace.Succeeded();

    private int Logged(string name) => _log.Lines.Count(line => line.Event.Name == name);
}
