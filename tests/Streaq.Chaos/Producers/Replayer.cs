using Streaq.Chaos.Tasks;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Producers;

/// <summary>
/// Makes a task fail, enqueues another one with its id (or its key) when its record has expired, and replays the dead letter again and
/// again: while the other one is scheduled, waits or runs, and until the replay is allowed.
/// </summary>
internal sealed class Replayer(int number, IStreaqClient client, ReplayBook book, Ledger ledger, Random random)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private volatile string _at = "nothing";

    /// <summary>The current step, for the report when it does not end.</summary>
    public string Doing => $"replayer {number} at {_at}";

    public async Task RunAsync(CancellationToken stopping)
    {
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            var id = _at = $"r{number}-{i}";
            try
            {
                await UseTwiceAsync(id);
            }
            catch (StreaqStoreException)
            {
                // The request may have been executed or not, so the account can't check this id any more.
                book.Unanswer();
                await Task.Delay(Pause, CancellationToken.None);
            }
#pragma warning disable CA1031 // The account reports it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                ledger.Startle(id, e);
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private async Task UseTwiceAsync(string id)
    {
        var options = new EnqueueOptions { Id = id, DeduplicationKey = random.Next(4) == 0 ? id : null };
        await EnqueueAsync(new Work(random.Next(20), Odd: random.Next(OddExceptions.Kinds), Life: 1), options);
        while (await FindAsync(id) is null)
        {
            await Task.Delay(Pause, CancellationToken.None);
        }

        await Task.Delay(2 * ReusedId.RecordTtl);
        var user = options.DeduplicationKey is null
            ? await EnqueueAsync(new Work(200 + random.Next(600), Life: 2), await AnyWayAsync(options))
            : await EnqueueAsync(new Work(200 + random.Next(600), Life: 2), options with { Id = id + "k" });
        var mayBeReplayed = false;
        while (true)
        {
            try
            {
                if (await IsReplayedAsync(id, user, mayBeReplayed))
                {
                    break;
                }
            }
            catch (StreaqStoreException)
            {
                book.Unanswer();
                mayBeReplayed = true;
            }

            await Task.Delay(random.Next(150));
        }

        // It runs now or has run already, and succeeds. There is no letter any more.
        var again = await client.DeadLetters.ReplayAsync(id);
        book.Answer(again);
        if (again is not ReplayResult.NotFound)
        {
            book.Blame($"{id} was replayed twice: {again}");
        }
    }

    /// <summary>Chooses a state for the enqueue: scheduled, waiting for another task, or ready at once.</summary>
    private async Task<EnqueueOptions> AnyWayAsync(EnqueueOptions options)
    {
        switch (random.Next(3))
        {
            case 0:
                return options with { Delay = TimeSpan.FromMilliseconds(100 + random.Next(900)) };
            case 1:
                var first = options.Id + "f";
                await client.EnqueueAsync(ChaosTasks.Plain, new Work(random.Next(900)), new() { Id = first });
                ledger.Acknowledge(first, "before a reused id", Expectation.Success);
                return options with { After = [first] };
            default:
                return options;
        }
    }

    /// <returns>The name under which the account has it.</returns>
    private async Task<string> EnqueueAsync(Work work, EnqueueOptions options)
    {
        var handle = await client.EnqueueAsync(ChaosTasks.Reused, work, options);
        var life = ReusedId.LifeOf(options.Id!, work.Life, isReplay: false);
        if (!handle.IsNew || handle.Id != options.Id)
        {
            book.Blame($"{life} found {handle.Id} there already");
        }

        book.Acknowledge(life);
        return life;
    }

    /// <summary>Tries a replay once, and checks that the letter is in the state that the answer implies.</summary>
    private async Task<bool> IsReplayedAsync(string id, string user, bool mayBeReplayed)
    {
        var result = await client.DeadLetters.ReplayAsync(id);
        book.Answer(result);
        if (result is ReplayResult.Replayed)
        {
            book.Replay(new DoneReplay(id, user, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
            book.Acknowledge(ReusedId.LifeOf(id, 1, isReplay: true));
            return true;
        }

        if (result is not ReplayResult.NotFound && await FindAsync(id) is not null)
        {
            return false;
        }

        if (!mayBeReplayed)
        {
            book.Blame($"{id} has lost its letter while {user} had its id or key: {result}");
        }

        return true;
    }

    /// <summary>Reads the letter. A read can be repeated.</summary>
    private async Task<DeadLetter?> FindAsync(string id)
    {
        while (true)
        {
            try
            {
                return await client.DeadLetters.FindAsync(id);
            }
            catch (StreaqStoreException)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
