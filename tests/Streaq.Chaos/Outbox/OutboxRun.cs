using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Chaos.Account;
using Streaq.Chaos.Outbox.Account;
using Streaq.Chaos.Outbox.Faults;
using Streaq.Chaos.Outbox.Parts;

namespace Streaq.Chaos.Outbox;

/// <summary>One trial of outbox and inbox: break every part while it works, repair it, and settle the account.</summary>
internal sealed class OutboxRun(ChaosOptions options, TextWriter progress)
{
    public async Task<Balance> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("streaq-chaos-").FullName;
        progress.WriteLine($"Outbox, seed {options.Seed}, {options.Duration.TotalSeconds:N0} s, leases of {options.Lease.TotalSeconds:0.#} s; logs in {directory}");
        await using var redis = await RedisServer.StartOwnAsync("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");
        await using var postgres = await PostgresServer.StartAsync();
        var database = postgres.NewDatabase();
        await using (var db = SaleDbContext.At(database))
        {
            await db.Database.EnsureCreatedAsync();
        }

        var places = Places(redis.ConnectionString, database, directory);
        try
        {
            await Task.WhenAll(places.Select(place => place.StartAsync()));
            var done = await BreakAsync(places, redis, postgres, database);
            places.ForEach(place => place.Calm());
            var stubborn = await LeaveAsync(places.Where(place => place.Role is PartRole.Application or PartRole.RelayingApplication));
            await using var services = Services(redis.ConnectionString);
            var client = services.GetRequiredService<IStreaqClient>();
            await DrainAsync(client, database);
            stubborn.AddRange(await LeaveAsync(places.Where(place => place.Role is PartRole.Relay or PartRole.Worker)));
            var balance = OutboxSettlement.Of(await EvidenceAsync(client, database, places, stubborn));
            foreach (var kind in Enum.GetValues<OutboxFaultKind>())
            {
                balance.Count($"fault {kind}", done.Count(one => one == kind));
            }

            if (balance.IsBalanced)
            {
                Directory.Delete(directory, recursive: true);
            }

            return balance;
        }
        finally
        {
            foreach (var place in places)
            {
                await place.DisposeAsync();
            }
        }
    }

    private List<Place> Places(string redis, string database, string directory)
    {
        PartRole[] roles =
        [
            PartRole.RelayingApplication, PartRole.Application, PartRole.Relay,
            .. Enumerable.Repeat(PartRole.Worker, options.Workers),
        ];
        return [.. roles.Select((role, index) => new Place(
            new PartArguments(
                role,
                string.Create(CultureInfo.InvariantCulture, $"{role}{index}"),
                $"{redis},connectTimeout=1000,connectRetry=2",
                database,
                Log: "",
                unchecked(options.Seed * 100 + index),
                options.Lease,
                Math.Max(1, options.Rate / 2)),
            directory))];
    }

    private async Task<IReadOnlyCollection<OutboxFaultKind>> BreakAsync(
        List<Place> places, RedisServer redis, PostgresServer postgres, string database)
    {
        using var faults = new OutboxFaults(places, redis, postgres, database);
        await Task.WhenAll([
            Task.Delay(options.Duration), .. OutboxFaultPlan.Make(options.Seed, options.Duration, options.Lease).Select(faults.RunAsync)]);
        return faults.Done;
    }

    private async Task<List<string>> LeaveAsync(IEnumerable<Place> places)
    {
        var stubborn = new List<string>();
        foreach (var place in places.ToList())
        {
            if (!await place.LeaveAsync(options.Patience))
            {
                stubborn.Add(place.Current.Name);
            }
        }

        return stubborn;
    }

    private static ServiceProvider Services(string redis)
    {
        var services = new ServiceCollection();
        services.AddStreaq(streaq => (streaq.Redis, streaq.Queue) = (redis, ChaosOptions.Queue));
        return services.BuildServiceProvider();
    }

    /// <summary>Waits until no row and no task is left, or nothing has changed for long. The account then names what is left.</summary>
    private async Task DrainAsync(IStreaqClient client, string database)
    {
        progress.WriteLine("Nothing breaks any more; waiting for the rest to end");
        await using var db = SaleDbContext.Patient(database);
        var (until, done) = (DateTime.UtcNow + options.Patience, -1);
        // Two counts: a task may move from the outbox into the queue, or add one to the outbox, while they are counted.
        for (var empty = 0; empty < 2 && DateTime.UtcNow < until;)
        {
            await Task.Delay(options.Lease / 2);
            var left = await OutboxEvidence.LeftAsync(db);
            var counts = await client.CountsAsync();
            empty = left.Count + counts.Ready.Values.Sum() + counts.Scheduled + counts.Waiting + counts.Running == 0 ? empty + 1 : 0;
            var effects = await db.Effects.CountAsync();
            (until, done) = (effects == done ? until : DateTime.UtcNow + options.Patience, effects);
        }
    }

    private static async Task<OutboxEvidence> EvidenceAsync(
        IStreaqClient client, string database, List<Place> places, IReadOnlyList<string> stubborn)
    {
        await using var db = SaleDbContext.Patient(database);
        var dead = await client.ListAsync(TaskState.Failed);
        return new OutboxEvidence(
            await db.Sales.AsNoTracking().ToListAsync(),
            await db.Effects.AsNoTracking().ToListAsync(),
            [.. places.SelectMany(place => place.Logs).SelectMany(SaleLine.Read)])
        {
            Left = await OutboxEvidence.LeftAsync(db),
            DeadLetters = [.. dead.Tasks.Select(task => $"{task.TaskId}: {task.Error}")],
            Crashed = [.. places.SelectMany(place => place.Crashed)],
            Stubborn = stubborn,
        };
    }
}
