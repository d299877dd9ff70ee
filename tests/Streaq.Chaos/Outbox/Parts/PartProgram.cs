using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Outbox.Parts;

/// <summary>One process of a trial. The end of its standard input is the stop request.</summary>
internal static class PartProgram
{
    /// <summary>The mean number of commits between two deaths of a process at the worst moment.</summary>
    private const int CommitsPerDeath = 60;
    private const int DeletesPerDeath = 15;
    private const int AttemptsPerDeath = 150;

    public static async Task RunAsync(PartArguments arguments)
    {
        using var log = new EffectLog(arguments.Log);
        var isCalm = arguments.IsCalm;
        using var host = Build(arguments, log, () => Volatile.Read(ref isCalm));
        using var stopping = new CancellationTokenSource();
        await host.StartAsync();
        Console.WriteLine("started");
        var selling = arguments.Role is PartRole.Application or PartRole.RelayingApplication
            ? new Seller(host.Services, host.Services.GetRequiredService<IStreaqClient>(), log, arguments).RunAsync(stopping.Token)
            : Task.CompletedTask;
        await Task.Run(() =>
        {
            while (Console.ReadLine() is { } line)
            {
                Volatile.Write(ref isCalm, isCalm || line == PartArguments.Calm);
            }
        });
        await stopping.CancelAsync();
        await selling;
        await host.StopAsync();
    }

    private static IHost Build(PartArguments arguments, EffectLog log, Func<bool> isCalm)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        // A retrying execution strategy does not allow transactions that an application begins.
        var retries = arguments.Role is PartRole.Relay or PartRole.Worker && arguments.Seed % 2 == 0;
        // One instance for all contexts, since each new one would begin at the seed again.
        var beforeDelete = new WorstMoment.BeforeDelete(Moment(DeletesPerDeath));
        var afterCommit = new WorstMoment.AfterCommit(Moment(CommitsPerDeath));
        builder.Services.AddDbContext<SaleDbContext>(options => options
            .UseNpgsql(arguments.Database, npgsql => Configure(npgsql, retries))
            .AddInterceptors(beforeDelete, afterCommit));
        var streaq = builder.Services.AddStreaq(options => (options.Redis, options.Queue) = (arguments.Redis, ChaosOptions.Queue));
        streaq.AddOutbox<SaleDbContext>(outbox =>
        {
            outbox.Relay = arguments.Role is PartRole.Relay or PartRole.RelayingApplication;
            outbox.BatchSize = 50;
            outbox.MaxPollInterval = TimeSpan.FromMilliseconds(500);
        });
        if (arguments.Role is PartRole.Worker)
        {
            streaq.AddWorker(worker =>
            {
                (worker.Name, worker.LeaseDuration, worker.Concurrency) = (arguments.Name, arguments.Lease, 16);
                worker.GracePeriod = arguments.Lease / 4;
            });
            new EffectHandler(log, Moment(AttemptsPerDeath)).MapTo(streaq);
        }

        return builder.Build();

        WorstMoment Moment(int oneIn) => new(unchecked(arguments.Seed * 31 + oneIn), oneIn, isCalm, log);
    }

    private static void Configure(Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.NpgsqlDbContextOptionsBuilder npgsql, bool retries)
    {
        if (retries)
        {
            npgsql.EnableRetryOnFailure();
        }
    }
}
