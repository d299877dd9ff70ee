using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaq.Chaos.Telemetry;

namespace Streaq.Chaos.Worker;

/// <summary>A worker process. Its standard input takes <c>clock SECONDS</c>, and the end of the input is the stop request.</summary>
internal static class WorkerProgram
{
    /// <summary>Shorter than all services beside the worker take to stop.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1.5);

    public static async Task RunAsync(WorkerArguments arguments)
    {
        using var effects = new EffectLog(arguments.Log);
        // First, so that it receives every span before the next listener throws.
        using var settlements = SettlementLog.Listen(effects);
        using var agreement = new AgreementLog(effects);
        var whim = new Whim(arguments.Seed, Whim.Usual, what => effects.Write('T', what.Replace(' ', '_')));
        using var throwing = new ThrowingListeners(whim);
        var clock = new SteppedClock();
        Action<DateTimeOffset, DateTimeOffset> stalled =
            (from, to) => effects.Write('P', from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        StallWatch.Start(arguments.Lease / 4, stalled);
        ProcessorWatch.Start(arguments.Lease / 4, stalled);
        using var host = Build(arguments, effects, whim, clock);
        await host.StartAsync();
        Console.WriteLine("started");
        await Task.Run(() =>
        {
            while (Console.ReadLine() is { } command)
            {
                if (command.Split(' ') is ["clock", var seconds])
                {
                    clock.Step(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
                }
            }
        });
        try
        {
            await host.StopAsync();
        }
        catch (OperationCanceledException)
        {
            // The host reports that its services took longer than its timeout.
        }
    }

    /// <summary>Services stop in reverse order, so one slow service stops before the worker and one after it.</summary>
    private static IHost Build(WorkerArguments arguments, EffectLog effects, Whim whim, TimeProvider clock)
    {
        var slowness = new Random(arguments.Seed);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        // The provider that throws is first: IsEnabled stops at the first provider that wants the event.
        builder.Logging.AddProvider(new ThrowingLogs(whim)).AddProvider(new LeaseLog(effects));
        builder.Services.AddSingleton(clock);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton<IHostedService>(new SlowService(Slow()));
        var streaq = builder.Services.AddStreaq(options => (options.Redis, options.Queue) = (arguments.Redis, ChaosOptions.Queue));
        streaq.AddWorker(worker =>
        {
            worker.Name = arguments.Name;
            worker.LeaseDuration = arguments.Lease;
            worker.GracePeriod = arguments.Lease / 4;
            worker.Concurrency = 16;
        });
        new ChaosHandlers(effects).MapTo(streaq);
        builder.Services.AddSingleton<IHostedService>(new SlowService(Slow(), () => effects.Write('H')));
        return builder.Build();

        TimeSpan Slow() => TimeSpan.FromMilliseconds(1000 + slowness.Next(1000));
    }
}
