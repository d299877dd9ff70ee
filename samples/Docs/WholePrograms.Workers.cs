using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Streaq.Instrumentation;

namespace Docs;

internal static partial class WholePrograms
{
    public static async Task WorkAsync(string[] args)
    {
        #region worker
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker(worker =>                                // these values are the defaults
        {
            worker.Concurrency = 32;
            worker.Priorities = ["high", "normal", "low"];
            worker.LeaseDuration = TimeSpan.FromSeconds(30);
            worker.GracePeriod = TimeSpan.FromSeconds(20);
        });
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task QueuesAsync(string[] args)
    {
        #region queues
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);

        var emails = builder.Services.AddStreaq("emails", options => options.Redis = "localhost:6379");
        emails.AddWorker(worker => worker.Concurrency = 4);
        emails.Map(Tasks.SendReceipt).To<SendReceiptHandler>();
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task AddModuleAsync(string[] args)
    {
        #region module
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.AddModule<MailModule>();
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task ConfigureAsync(string[] args)
    {
        #region configuration
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(builder.Configuration.GetSection("Streaq"));
        streaq.AddWorker(builder.Configuration.GetSection("Streaq:Worker"));
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task ProtectAsync(string[] args)
    {
        #region payloads
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(options =>
        {
            options.Redis = "localhost:6379";
            options.SigningKey = Convert.FromBase64String(builder.Configuration["Streaq:SigningKey"]!);
            options.CompressionThreshold = 4_096;           // bytes; larger payloads are compressed by Brotli
            options.MaxPayloadBytes = 1_048_576;            // bytes as written; larger payloads are refused
        });
        streaq.AddWorker();
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task SampleAsync(string[] args)
    {
        #region sampling
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddOpenTelemetry().UseOtlpExporter().WithTracing(tracing => tracing
            .AddStreaqInstrumentation()
            .SetSampler(new ParentBasedSampler(new LinkAwareSampler(new TraceIdRatioBasedSampler(0.1)))));   // every tenth trace
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task SurviveAsync(string[] args)
    {
        #region high-availability
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(options =>
        {
            options.Redis = "sentinel-1:26379,sentinel-2:26379,sentinel-3:26379,serviceName=main";
            options.WaitForReplicas = 1;                                 // an enqueue returns when a replica has it,
            options.ReplicaTimeout = TimeSpan.FromSeconds(2);            // or throws after this time
            options.EnqueueOutageWait = TimeSpan.FromSeconds(30);        // it retries for this time during a failover
        });
        streaq.AddWorker();
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task SecureAsync(string[] args)
    {
        #region secure
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(options =>
        {
            // redis.internal:6379,ssl=true,user=streaq-worker,password=…, from a vault or the environment
            options.Redis = builder.Configuration["Streaq:Redis"];
            options.SigningKey = Convert.FromBase64String(builder.Configuration["Streaq:SigningKey"]!);
        });
        streaq.AddWorker();
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task CompileAsync(string[] args)
    {
        #region native
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(options =>
        {
            options.Redis = "localhost:6379";
            options.JsonContext = WordsJson.Default;
        });
        streaq.AddWorker();
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        await builder.Build().RunAsync();
        #endregion
    }
}

#region native-json
// Lists every argument and every result.
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
internal sealed partial class WordsJson : JsonSerializerContext;
#endregion
