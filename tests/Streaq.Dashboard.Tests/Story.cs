namespace Streaq.Dashboard.Tests;

/// <summary>A queue in which a task is in each state, on a real Redis, and its dashboard at several addresses.</summary>
public sealed class Story : IAsyncLifetime
{
    public const string Succeeded = "rate-EUR";
    public const string Failed = "bill-1";
    public const string Running = "resize-1";
    public const string Scheduled = "receipt-1";
    public const string Waiting = "receipt-2";

    /// <summary>The most hostile name that the rules allow.</summary>
    public const string Hostile = "a/b%2F<script>alert(1)</script>\"'&?x=1#y;שלום";

    public const string HostileTask = "<img/src=x/onerror=alert(1)>";
    public const string HostileQueue = "q/%<b>&..";

    /// <summary>The message of a hostile exception: markup, a change of text direction, a megabyte.</summary>
    public static readonly string HostileText = $"</pre></main><script>alert(2)</script>\u202Eevil\"' {new string('x', 1_000_000)}";

    /// <summary>A slow machine may read the pages for longer than records are kept by default.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private static readonly TaskDefinition<string, string> FetchRate = new("rates.fetch");
    private static readonly TaskDefinition<string, string> Resize = new("images.resize");
    private static readonly TaskDefinition<int> Bill = new("orders.bill");
    private static readonly TaskDefinition<string> Send = new("receipts.send");
    private static readonly TaskDefinition<string> Evil = new(HostileTask);

    private readonly TaskCompletionSource _isRunning = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, BoardApp> _mounts = [];
    private RedisServer? _redis;

    public RedisServer Redis => _redis!;

    public BoardApp App => _mounts["/streaq"];

    public string Group { get; private set; } = "";

    public string Worker { get; private set; } = "";

    /// <summary>The pages, below the dashboard, with <c>{worker}</c> and <c>{group}</c> where <see cref="PathOf"/> puts their ids.</summary>
    public static TheoryData<string> Pages =>
    [
        "", "default", "default/tasks", "default/tasks?state=running", "default/tasks?state=scheduled", "default/dead", "default/schedules",
        "default/workers", "default/workers/{worker}", "default/groups/{group}", $"default/tasks/{Succeeded}", $"default/tasks/{Failed}",
        $"default/tasks/{Running}", $"default/tasks/{Scheduled}", $"default/tasks/{Waiting}", $"default/tasks/{Segment(Hostile)}",
        $"{Segment(HostileQueue)}/tasks", "default/recent", "default/names/orders.bill",
    ];

    public IEnumerable<string> Paths => Pages.Cast<object[]>().Select(page => PathOf((string)page[0]));

    public static string Segment(string name) => Streaq.Dashboard.Markup.Segment.Encode(name);

    public string PathOf(string page) => page.Replace("{worker}", Segment(Worker)).Replace("{group}", Group);

    /// <param name="mount">
    /// The dashboard's mount: <c>/streaq</c>, <c>/</c>, <c>/a/b</c>, <c>base</c> (behind a path base that the application knows) or
    /// <c>proxy</c> (behind a prefix that it does not know).
    /// </param>
    public BoardApp At(string mount) => _mounts[mount];

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        await StartAsync("/streaq", new BoardSetUp { Queue = AddWorker });
        await StartAsync("/", new BoardSetUp { Mount = "/" });
        await StartAsync("/a/b", new BoardSetUp { Mount = "/a/b" });
        await StartAsync("base", new BoardSetUp { PathBase = "/shop", Mount = "/streaq" });
        await StartAsync("proxy", new BoardSetUp { HiddenPrefix = "/outer", Mount = "/streaq" });
        await TellAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var app in _mounts.Values)
        {
            await app.DisposeAsync();
        }

        await Redis.DisposeAsync();
    }

    private async Task StartAsync(string mount, BoardSetUp setUp) => _mounts.Add(mount, await BoardApp.StartAsync(setUp with
    {
        Redis = Redis.ConnectionString,
        Options = options =>
        {
            options.ShowPayloads = true;
            options.TraceUrl = "https://jaeger.example.org/trace/{traceId}";
        },
        Services = services => Microsoft.Extensions.DependencyInjection.StreaqServiceCollectionExtensions.AddStreaq(
            services, "hostile", options => (options.Redis, options.Queue) = (Redis.ConnectionString, HostileQueue)),
    }));

    private void AddWorker(StreaqBuilder queue)
    {
        queue.AddWorker(worker => worker.Name = "<b>w</b>");
        queue.Map(FetchRate, (string _, TaskContext context) => context.Attempt < 3
            ? throw new StreaqRetryException("503 Service Unavailable", TimeSpan.FromMilliseconds(1))
            : "1.08").WithResultTtl(Kept);
        queue.Map(Resize, async (string url, TaskContext context, CancellationToken cancellation) =>
        {
            await context.ReportProgressAsync(0.371, "<i>row 371</i>");
            _isRunning.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return url;
        });
        queue.Map(Bill, (int amount) =>
        {
            if (amount < 0)
            {
                throw new FormatException("The amount is negative.");
            }
        }).WithResultTtl(Kept);
        queue.Map(Send, (string _) => { });
        queue.Map(Evil, void (string _) => throw new InvalidOperationException(HostileText)).WithResultTtl(Kept);
        queue.Cron("reports.nightly", "0 3 * * *", () => { });
    }

    private async Task TellAsync()
    {
        var client = App.Client;
        var rate = await client.EnqueueAsync(FetchRate, "EUR", new EnqueueOptions { Id = Succeeded });
        Assert.Equal("1.08", await rate.ResultAsync());
        var bill = await client.EnqueueAsync(Bill, -1, new EnqueueOptions { Id = Failed });
        await Assert.ThrowsAsync<TaskFailedException>(() => bill.WaitAsync());
        var evil = await client.EnqueueAsync(Evil, "</pre><script>alert(3)</script>", new EnqueueOptions { Id = Hostile });
        await Assert.ThrowsAsync<TaskFailedException>(() => evil.WaitAsync());
        var group = await client.GroupAsync(Bill, [1, 2, -3], new GroupOptions { Ttl = Kept });
        await group.WaitAsync();
        Group = group.Id;
        var resize = await client.EnqueueAsync(Resize, "https://example.org/1.png", new EnqueueOptions { Id = Running });
        await _isRunning.Task;
        // Progress is sent asynchronously, not by the handler itself.
        await using (var progress = resize.ProgressAsync().GetAsyncEnumerator())
        {
            Assert.True(await progress.MoveNextAsync());
        }

        await client.EnqueueAsync(Send, "later", new EnqueueOptions { Id = Scheduled, Delay = TimeSpan.FromHours(3) });
        await client.EnqueueAsync(Send, "after", new EnqueueOptions { Id = Waiting, After = [resize] });
        await client.ScheduleAsync("every-five", "*/5 * * * *", Bill, 21);
        Worker = Assert.Single(await client.WorkersAsync()).WorkerId;
        var other = App.ClientOf("hostile");
        await other.PauseAsync();
        await other.EnqueueManyAsync(Evil, Enumerable.Range(0, 60).Select(i => $"{i}"));
        await other.EnqueueAsync(Evil, "x", new EnqueueOptions { Id = Hostile });
    }
}

[CollectionDefinition(Name)]
public sealed class StoryCollection : ICollectionFixture<Story>
{
    public const string Name = "story";
}
