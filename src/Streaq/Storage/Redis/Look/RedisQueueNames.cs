using System.Collections.Concurrent;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>
/// The list of all queues, in one set of the database. A process adds its queue when it uses it, beside the call and without waiting for
/// the answer. It does so again after a minute, since another process may have found the queue empty and removed it.
/// </summary>
internal sealed class RedisQueueNames(RedisConnection redis, StoreOptions options, TimeProvider time)
{
    /// <summary>The member that marks the list as complete: queues of versions before this list are in it as well.</summary>
    private const string Whole = "";

    private static readonly TimeSpan Term = TimeSpan.FromMinutes(1);

    /// <summary>When each member was sent last.</summary>
    private readonly ConcurrentDictionary<string, long> _sent = new(StringComparer.Ordinal);
    private int _isRefused;

    /// <summary>Called when the queue gets a key that is not a stream.</summary>
    public void Use() => Use(priority: "");

    /// <summary>Called when a task of the priority is written.</summary>
    public void Use(string priority)
    {
        if (_isRefused == 0 && IsDue(priority))
        {
            _ = SendAsync([priority]);
        }
    }

    /// <summary>Called when these tasks are written.</summary>
    public void Use(IReadOnlyList<NewTask> tasks)
    {
        string? last = null;
        foreach (var task in tasks)
        {
            if (!string.Equals(last, task.Message.Priority, StringComparison.Ordinal))
            {
                Use(last = task.Message.Priority);
            }
        }
    }

    /// <summary>Called when a worker creates these streams: once, and again when the server has lost its lease, and maybe more.</summary>
    public void Join(IReadOnlyList<string> priorities)
    {
        if (_isRefused == 0)
        {
            foreach (var priority in priorities)
            {
                _sent[priority] = time.GetTimestamp();
            }

            _ = SendAsync(priorities);
        }
    }

    /// <returns>
    /// The queues of the list, each with the priorities that it has streams of, and whether the list is complete; <see langword="null"/>
    /// when it can't be read.
    /// </returns>
    public async Task<(HashSet<(string Queue, string? Priority)> Found, bool IsWhole)?> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await redis.TryExecuteAsync("SMEMBERS", [RedisKeys.AllQueues], cancellationToken).ConfigureAwait(false);
        if (answer is null)
        {
            return null;
        }

        var members = (string[])answer!;
        return ([.. members.Select(Parse).OfType<(string, string?)>()], members.Contains(Whole, StringComparer.Ordinal));
    }

    /// <summary>Remembers all queues that were found by their keys.</summary>
    public Task KeepAsync(IEnumerable<(string Queue, string? Priority)> found, CancellationToken cancellationToken) =>
        redis.TryExecuteAsync("SADD", [RedisKeys.AllQueues, Whole, .. found.Select(Format)], cancellationToken);

    /// <summary>Removes queues that are gone.</summary>
    public Task DropAsync(IEnumerable<(string Queue, string? Priority)> gone, CancellationToken cancellationToken) =>
        redis.TryExecuteAsync("SREM", [RedisKeys.AllQueues, .. gone.Select(Format)], cancellationToken);

    private static string Format((string Queue, string? Priority) member) =>
        member.Priority is { } priority ? $"{member.Queue} {priority}" : member.Queue;

    private static (string Queue, string? Priority)? Parse(string member) => member.Split(' ') switch
    {
        [var queue] when WireName.IsValid(queue) => (queue, null),
        [var queue, var priority] when WireName.IsValid(queue) && WireName.IsValid(priority) => (queue, priority),
        _ => null,
    };

    private bool IsDue(string priority)
    {
        var now = time.GetTimestamp();
        if (_sent.TryGetValue(priority, out var sent) && time.GetElapsedTime(sent, now) < Term)
        {
            return false;
        }

        _sent[priority] = now;
        return true;
    }

    private async Task SendAsync(IReadOnlyList<string> priorities)
    {
        try
        {
            object[] members = [.. priorities.Select(priority => Format((options.Queue, priority.Length == 0 ? null : priority)))];
            await redis.ExecuteQuietlyAsync("SADD", [RedisKeys.AllQueues, .. members]).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (RedisFailure.IsRefusal(e))
        {
            if (Interlocked.Exchange(ref _isRefused, 1) == 0)
            {
                options.Unlisted();
            }
        }
        catch (Exception e) when (RedisFailure.Is(e, CancellationToken.None))
        {
            // The store's call beside this one reports the failure. The next one tries again.
            foreach (var priority in priorities)
            {
                _sent.TryRemove(priority, out _);
            }
        }
    }
}
