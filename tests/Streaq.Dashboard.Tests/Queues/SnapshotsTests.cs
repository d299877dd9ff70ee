using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Tests.Queues;

public sealed class SnapshotsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTime _time = new();
    private readonly BoardQueue _queue = new("default", "default", Client: null!, []);
    private readonly Snapshots _snapshots;
    private int _asked;

    public SnapshotsTests() => _snapshots = new Snapshots(_time);

    [Fact]
    public async Task Read_WithinASecond_ReadsOnce()
    {
        await Task.WhenAll(ReadAsync(), ReadAsync(), ReadAsync());
        _time.Advance(TimeSpan.FromMilliseconds(999));

        Assert.Equal(1, (await ReadAsync()).Value);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, (await ReadAsync()).Value);
    }

    [Fact]
    public async Task Read_AfterAnAction_ReadsAgain()
    {
        await ReadAsync();
        _snapshots.Forget(_queue);

        Assert.Equal(2, (await ReadAsync()).Value);
    }

    [Fact]
    public async Task Read_WithoutAnAnswer_TimesOutWithTheLastValue()
    {
        var first = await ReadAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        var open = new TaskCompletionSource<int>();
        var slow = _snapshots.ReadAsync(_queue, "what", (_, _) => open.Task);
        await _time.TimerSetAsync(due => due == Snapshots.Limit).WaitAsync(Patience);
        _time.Advance(Snapshots.Limit);

        var seen = await slow.WaitAsync(Patience);
        Assert.Equal((1, first.At), (seen.Value, seen.At));
        Assert.Equal("Redis has not answered within 2 seconds.", seen.Trouble);
    }

    [Fact]
    public async Task Read_OfAnInvalidArgument_ThrowsEachTime()
    {
        Task<Seen<int>> Read() => _snapshots.ReadAsync<int>(_queue, "what", (_, _) => throw new ArgumentException("no name"));

        await Assert.ThrowsAsync<ArgumentException>(Read);
        await Assert.ThrowsAsync<ArgumentException>(Read);
    }

    private Task<Seen<int>> ReadAsync() => _snapshots.ReadAsync(_queue, "what", (_, _) => Task.FromResult(Interlocked.Increment(ref _asked)));
}
