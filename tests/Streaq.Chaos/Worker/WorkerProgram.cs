using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Streaq.Chaos.Worker;

/// <summary>A worker process. Standard input takes <c>clock SECONDS</c>, and its end is the request that the process stops.</summary>
internal static class WorkerProgram
{
    public static async Task RunAsync(WorkerArguments arguments)
    {
        using var effects = new EffectLog(arguments.Log);
        using var settlements = SettlementLog.Listen(effects);
        var clock = new SteppedClock();
        StallWatch.Start(arguments.Lease / 4, (from, to) => effects.Write('P', from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(new LeaseLog(effects));
        builder.Services.AddSingleton<TimeProvider>(clock);
        var streaq = builder.Services.AddStreaq(options => (options.Redis, options.Queue) = (arguments.Redis, ChaosOptions.Queue));
        streaq.AddWorker(worker =>
        {
            worker.Name = arguments.Name;
            worker.LeaseDuration = arguments.Lease;
            worker.GracePeriod = arguments.Lease / 4;
            worker.Concurrency = 16;
        });
        new ChaosHandlers(effects).MapTo(streaq);
        using var host = builder.Build();
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
        await host.StopAsync();
    }
}
