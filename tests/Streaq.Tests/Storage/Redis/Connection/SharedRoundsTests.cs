using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

public sealed class SharedRoundsTests
{
    private readonly Queue<TaskCompletionSource<int>> _asked = new();
    private readonly SemaphoreSlim _put = new(0);
    private readonly SharedRounds<int> _rounds;

    public SharedRoundsTests() => _rounds = new(() =>
    {
        var question = new TaskCompletionSource<int>();
        lock (_asked)
        {
            _asked.Enqueue(question);
        }

        _put.Release();
        return question.Task;
    });

    [Fact]
    public async Task Next_WhileARoundIsUnderWay_IsTheOneAfterIt()
    {
        var first = _rounds.NextAsync();
        var second = _rounds.NextAsync();
        var third = _rounds.NextAsync();
        Assert.Single(_asked);

        (await AskedAsync()).SetResult(1);
        Assert.Equal(1, await first);
        (await AskedAsync()).SetResult(2);

        Assert.Equal(2, await second.WaitAsync(QueueHost.Patience));
        Assert.Equal(2, await third.WaitAsync(QueueHost.Patience));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Next_AfterAllRounds_BeginsAnother()
    {
        var first = _rounds.NextAsync();
        var second = _rounds.NextAsync();
        (await AskedAsync()).SetResult(1);
        (await AskedAsync()).SetResult(2);
        await Task.WhenAll(first, second);

        var third = _rounds.NextAsync();
        (await AskedAsync()).SetResult(3);

        Assert.Equal(3, await third.WaitAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Next_AfterARoundThatFailed_BeginsAnother()
    {
        var first = _rounds.NextAsync();
        var second = _rounds.NextAsync();
        (await AskedAsync()).SetException(new IOException());
        await Assert.ThrowsAsync<IOException>(() => first);

        (await AskedAsync()).SetResult(2);

        Assert.Equal(2, await second.WaitAsync(QueueHost.Patience));
    }

    private async Task<TaskCompletionSource<int>> AskedAsync()
    {
        Assert.True(await _put.WaitAsync(QueueHost.Patience));
        lock (_asked)
        {
            return _asked.Dequeue();
        }
    }
}
