using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Hosting;
using Streaq.Storage;

namespace Streaq.Dashboard.Tests.Pictures;

/// <summary>
/// The queues of a shop in the middle of a working day, on a clock of its own, so that its pages look the same in every run. It shows what
/// a usual reader of the dashboard sees; <see cref="Story"/> has what a hostile writer may store.
/// </summary>
public sealed class Shop : IAsyncLifetime
{
    public const string Billed = "order-4711";
    public const string Refused = "order-4698";
    public const string Resizing = "catalog-2026-spring";
    public const string Later = "reminder-4711";
    public const string Waiting = "archive-2026-11";

    public static readonly DateTimeOffset Noon = new(2026, 11, 27, 11, 2, 12, TimeSpan.Zero);

    public static readonly ActivitySource Source = new("Streaq.Dashboard.Tests.Shop");

    private static readonly TaskDefinition<int, string> Bill = new("orders.bill");
    private static readonly TaskDefinition<string> SendReceipt = new("receipts.send");
    private static readonly TaskDefinition<string> Resize = new("images.resize");
    private static readonly TaskDefinition<int> Archive = new("orders.archive");

    private readonly ActivityLog _spans = new(queue: null, ActivitySamplingResult.AllDataAndRecorded, "Streaq", Source.Name);
    private readonly FakeTime _time = new(Noon - TimeSpan.FromMinutes(5));
    private BoardApp? _app;

    public BoardApp App => _app!;

    public string Worker { get; private set; } = "";

    public string Group { get; private set; } = "";

    public string Trace { get; private set; } = "";

    private ITaskRunner Runner => App.Services.GetRequiredService<ITaskRunner>();

    public async Task InitializeAsync()
    {
        _app = await BoardApp.StartAsync(new BoardSetUp
        {
            Time = _time,
            Queue = MapTasks,
            Options = board =>
            {
                board.ShowPayloads = true;
                board.TraceUrl = "https://jaeger.example.org/trace/{traceId}";
            },
            Services = services =>
            {
                services.Configure<StreaqOptions>(options => options.Queue = "shop");
                services.Configure<WorkerOptions>(worker => worker.Name = "shop-worker");
                foreach (var other in (string[])["mail", "search-index"])
                {
                    services.AddStreaq(other, options =>
                    {
                        options.UseEmbeddedStore();
                        options.Queue = other;
                    });
                }
            },
        });
        var store = await App.Services.GetRequiredService<QueueComposition>().Store.OpenAsync();
        await ShopHistory.AddAsync(store, _time.GetUtcNow());
        await FailAsync();
        await BillAsync();
        await HoldAsync(store);
        await WaitAsync();
        _time.Advance(Noon - _time.GetUtcNow());
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        _spans.Dispose();
    }

    private void MapTasks(StreaqBuilder queue)
    {
        queue.Map(Bill, async (int order, TaskContext context, IStreaqClient client) =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(context.Attempt == 2 ? 1_032 : 214));
            if (order == 4698)
            {
                throw new InvalidOperationException("The bank refuses the card of order 4698: expired in 10/2026. Ask the customer for another one.");
            }

            if (context.Attempt < 3)
            {
                throw new StreaqRetryException(
                    "503 Service Unavailable (POST https://bank.example.org/charges)", TimeSpan.FromSeconds(context.Attempt * 2));
            }

            await client.EnqueueAsync(SendReceipt, $"order {order}", cancellationToken: context.CancellationToken);
            _time.Advance(TimeSpan.FromMilliseconds(31));
            return $"EUR 71.40 of order {order}";
        });
        queue.Map(SendReceipt, (string _) => _time.Advance(TimeSpan.FromMilliseconds(87)));
        queue.Map(Resize, (string _) => { });
        queue.Map(Archive, (int _) => { });
    }

    /// <summary>Fails tasks of the last minutes.</summary>
    private async Task FailAsync()
    {
        var ids = Enumerable.Range(0, 8).Select(i => i == 7 ? Refused : $"order-{4652 + i * 6}");
        foreach (var id in ids)
        {
            using var request = Source.StartActivity("POST /orders", ActivityKind.Server, parentContext: default);
            await App.Client.EnqueueAsync(Bill, 4698, new EnqueueOptions { Id = id, Headers = new Dictionary<string, string> { ["tenant"] = "acme" } });
            _time.Advance(TimeSpan.FromSeconds(11));
            await Runner.RunNextAsync();
        }
    }

    /// <summary>Runs a task whose bank is unavailable twice. The task that it enqueues is in its trace.</summary>
    private async Task BillAsync()
    {
        using var request = Source.StartActivity("POST /orders", ActivityKind.Server, parentContext: default)!;
        await App.Client.EnqueueAsync(Bill, 4711, new EnqueueOptions { Id = Billed });
        _time.Advance(TimeSpan.FromMilliseconds(43));
        for (var attempt = 1; attempt < 3; attempt++)
        {
            await Runner.RunNextAsync();
            _time.Advance(TimeSpan.FromSeconds(attempt * 2) + TimeSpan.FromMilliseconds(18));
        }

        await Runner.RunNextAsync();
        _time.Advance(TimeSpan.FromMilliseconds(12));
        var receipt = await Runner.RunNextAsync();
        Trace = request.TraceId.ToHexString();
        request.Stop();
        await App.Client.Traces.KeepAsync([await ShopTrace.OfAsync(App.Client, _spans, request, receipt!.TaskId)], new TraceBudget());
    }

    /// <summary>Adds three workers on two hosts, with tasks that they hold.</summary>
    private async Task HoldAsync(ITaskStore store)
    {
        await App.Client.EnqueueAsync(Resize, "catalog 2026, spring", new EnqueueOptions { Id = Resizing });
        await App.Client.EnqueueManyAsync(Resize, Enumerable.Range(1, 5).Select(i => $"catalog 2026, page {i}"));
        foreach (var (id, host, process, room) in new[] { ("shop-worker-3f8a11c0", "shop-1", 211, 4), ("shop-worker-b07d42e9", "shop-2", 87, 1), ("mailer-91c2aa07", "shop-2", 90, 0) })
        {
            var name = id[..id.LastIndexOf('-')];
            var lease = await store.JoinAsync(
                new WorkerRegistration(id, ["high", "normal", "low"], TimeSpan.FromHours(2)) { Name = name, HostName = host, ProcessId = process, Concurrency = 8 },
                CancellationToken.None);
            if (room > 0)
            {
                await lease.FetchAsync(room, TimeSpan.Zero, [], CancellationToken.None);
            }

            _time.Advance(TimeSpan.FromSeconds(17));
        }

        Worker = "shop-worker-3f8a11c0";
        await store.Progress.ReportAsync(Worker, Resizing, 0.37, "page 89 of 240", CancellationToken.None);
    }

    private async Task WaitAsync()
    {
        var client = App.Client;
        var later = await client.EnqueueAsync(SendReceipt, "reminder", new EnqueueOptions { Id = Later, Delay = TimeSpan.FromHours(20) });
        await client.EnqueueManyAsync(SendReceipt, Enumerable.Range(1, 12).Select(i => $"newsletter {i}"), new EnqueueOptions { Delay = TimeSpan.FromMinutes(90), Priority = "low" });
        await client.EnqueueAsync(Archive, 11, new EnqueueOptions { Id = Waiting, After = [later] });
        var group = await client.GroupAsync(Archive, [8, 9, 10], new GroupOptions { Each = new EnqueueOptions { Priority = "high" } });
        Group = group.Id;
        await Runner.RunNextAsync();
        await client.EnqueueManyAsync(Resize, Enumerable.Range(1, 60).Select(i => $"catalog 2026, page {i}"), new EnqueueOptions { Priority = "low" });
        await client.PauseAsync("low");
        await client.ScheduleAsync("orders.archive.monthly", "0 3 L * *", Archive, 0);
        await client.ScheduleAsync("images.nightly", "30 2 * * *", Resize, "all", new ScheduleOptions { TimeZone = "Europe/Berlin" });
        await client.ScheduleAsync("receipts.retry", "*/5 * * * *", SendReceipt, "failed");
        await App.ClientOf("mail").EnqueueManyAsync(SendReceipt, Enumerable.Range(0, 1_482).Select(i => $"newsletter {i}"));
        await App.ClientOf("mail").PauseAsync();
    }
}
