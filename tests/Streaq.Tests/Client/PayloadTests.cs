using System.Text;

namespace Streaq.Tests.Client;

/// <summary>Payloads that are compressed, transformed, signed and bounded, through client and worker on both stores.</summary>
[Collection(RedisCollection.Name)]
public sealed class PayloadTests(RedisFixture redis)
{
    private static readonly TaskDefinition<string, string> Echo = new("text.echo");
    private static readonly byte[] Old = Enumerable.Repeat((byte)1, 32).ToArray();
    private static readonly byte[] New = Enumerable.Repeat((byte)2, 32).ToArray();

    private int _failures;

    [Theory]
    [InlineData(false, "compress")]
    [InlineData(true, "compress")]
    [InlineData(false, "transform")]
    [InlineData(true, "transform")]
    [InlineData(false, "sign")]
    [InlineData(true, "sign")]
    [InlineData(false, "compress transform sign bound")]
    [InlineData(true, "compress transform sign bound")]
    public async Task Payloads_OnTheirWay_ComeBackAsTheyWere(bool onRedis, string what)
    {
        await using var host = await StartAsync(onRedis, what);
        var text = new string('ä', 5_000);

        var one = await host.Client.EnqueueAsync(Echo, text, new() { Headers = new Dictionary<string, string> { ["tenant"] = "ä", ["A"] = "b" } });
        var many = await host.Client.EnqueueManyAsync(Echo, ["a", text]);

        Assert.Equal(text, await one.ResultAsync(QueueHost.Patience));
        Assert.Equal(text, (await one.ReportAsync()).Result);
        Assert.Equal("a", await many[0].ResultAsync(QueueHost.Patience));
        Assert.Equal(text, await many[1].ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SignedTask_RetriedAndReplayed_IsStillAccepted(bool onRedis)
    {
        _failures = 1;
        await using var host = await StartAsync(onRedis, "sign transform");
        var handle = await host.Client.EnqueueAsync(Echo, "again");
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));

        Assert.Equal(ReplayResult.Replayed, await host.Client.DeadLetters.ReplayAsync(handle.Id));

        Assert.Equal("again", await handle.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SignedTask_ReplayedUnderANewId_IsSignedForThatId(bool onRedis)
    {
        _failures = 1;
        await using var host = await StartAsync(onRedis, "sign transform");
        var handle = await host.Client.EnqueueAsync(Echo, "again");
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));

        Assert.Equal(ReplayResult.Replayed, await host.Client.DeadLetters.ReplayAsync(handle.Id, "other"));

        Assert.Equal("again", await host.Client.Handle<string>("other").ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task SignedTask_ReplayedUnderANewIdWithoutTheKey_IsRefusedAndStays()
    {
        _failures = 1;
        await using var host = await StartAsync(onRedis: true, "sign");
        var handle = await host.Client.EnqueueAsync(Echo, "again");
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        await using var desk = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, queue: host.Queue);

        await Assert.ThrowsAsync<PayloadRefusedException>(() => desk.Client.DeadLetters.ReplayAsync(handle.Id, "other"));

        Assert.Equal(handle.Id, Assert.Single(await desk.Client.DeadLetters.ListAsync()).TaskId);
    }

    [Fact]
    public async Task Rotation_OfTheKey_AcceptsThePreviousOneAlone()
    {
        await using var producer = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, options => options.SigningKey = Old);
        var handle = await producer.Client.EnqueueAsync(Echo, "old");
        await using (var rotated = await StartAsync(onRedis: true, "rotate", producer.Queue))
        {
            Assert.Equal("old", await rotated.Client.Handle<string>(handle.Id).ResultAsync(QueueHost.Patience));
            await Assert.ThrowsAsync<PayloadRefusedException>(() => handle.ResultAsync(QueueHost.Patience));
        }

        await using var strict = await StartAsync(onRedis: true, "sign", producer.Queue);
        await AssertRefusedAsync(strict, (await producer.Client.EnqueueAsync(Echo, "old")).Id, "a key that is not known here");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnsignedTask_IsRunWhereAcceptedAlone(bool accepted)
    {
        await using var producer = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);
        var handle = await producer.Client.EnqueueAsync(Echo, "plain");
        await using var host = await StartAsync(onRedis: true, accepted ? "sign accept" : "sign", producer.Queue);

        if (accepted)
        {
            Assert.Equal("plain", await host.Client.Handle<string>(handle.Id).ResultAsync(QueueHost.Patience));
        }
        else
        {
            await AssertRefusedAsync(host, handle.Id, "it is not signed");
        }
    }

    [Theory]
    [InlineData("body")]
    [InlineData("id")]
    [InlineData("task")]
    [InlineData("header")]
    public async Task SignedEntry_ChangedInRedis_IsRefused(string changed)
    {
        await using var producer = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, options => options.SigningKey = New);
        await producer.Client.EnqueueAsync(Echo, "text", new() { Id = "a", Headers = new Dictionary<string, string> { ["tenant"] = "a" } });
        await using var raw = await Storage.Redis.RawRedis.OpenAsync(redis.Server, producer.Queue);
        var entries = (StackExchange.Redis.RedisResult[])(await raw.Database.ExecuteAsync("XRANGE", raw.Keys.Ready("normal"), "-", "+"))!;
        byte[] body = [.. (byte[])((StackExchange.Redis.RedisResult[])((StackExchange.Redis.RedisResult[])entries[0]!)[1]!)[1]!];
        body[^1] ^= (byte)(changed == "body" ? 1 : 0);
        await raw.Database.ExecuteAsync("DEL", raw.Keys.Ready("normal"));
        await raw.Database.ExecuteAsync("XGROUP", "CREATE", raw.Keys.Ready("normal"), "workers", "0", "MKSTREAM");
        var id = changed == "id" ? "b" : "a";
        var added = await raw.AddEntryAsync(
            "normal", "id", id, "task", changed == "task" ? "text.other" : "text.echo", "body", body, "h:tenant", changed == "header" ? "b" : "a");
        await raw.Database.StringSetAsync(raw.Keys.Task(id), $"ready:normal {added}");
        await using var host = await StartAsync(onRedis: true, "sign", producer.Queue);

        await AssertRefusedAsync(host, id, "its signature does not fit");
    }

    [Fact]
    public async Task SignedResult_ChangedInRedis_ThrowsToItsWaiter()
    {
        await using var host = await StartAsync(onRedis: true, "sign");
        var handle = await host.Client.EnqueueAsync(Echo, "text");
        await handle.ResultAsync(QueueHost.Patience);
        await using var raw = await Storage.Redis.RawRedis.OpenAsync(redis.Server, host.Queue);
        var key = raw.Keys.Task(handle.Id);
        byte[] record = (await raw.Database.StringGetAsync(key))!;
        record[^2] ^= 1;
        await raw.Database.StringSetAsync(key, record);

        await Assert.ThrowsAsync<PayloadRefusedException>(() => handle.ResultAsync(QueueHost.Patience));
        await Assert.ThrowsAsync<PayloadRefusedException>(() => handle.ReportAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Payload_ThatIsTooLarge_IsRefused(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, "small");

        await Assert.ThrowsAsync<PayloadTooLargeException>("argument", () => host.Client.EnqueueAsync(Echo, new string('a', 99)));
        await Assert.ThrowsAsync<PayloadTooLargeException>("argument", () => host.Client.EnqueueManyAsync(Echo, ["a", new string('a', 99)]));
        Assert.Equal(0, (await host.Client.CountsAsync()).Ready.Values.Sum());
        var grows = await host.Client.EnqueueAsync(Echo, "grow");
        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => grows.WaitAsync(QueueHost.Patience));
        Assert.Equal(typeof(PayloadTooLargeException).FullName, failure.Error.Type);
    }

    private static async Task AssertRefusedAsync(QueueHost host, string id, string reason)
    {
        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => host.Client.Handle<string>(id).WaitAsync(QueueHost.Patience));
        Assert.Equal(typeof(PayloadRefusedException).FullName, failure.Error.Type);
        Assert.Contains(reason, failure.Error.Message);
    }

    private Task<QueueHost> StartAsync(bool onRedis, string what, string? queue = null) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker();
            streaq.Map(Echo, (string text) => _failures-- > 0 ? throw new FormatException("not yet") : text == "grow" ? new string('g', 99) : text).WithMaxAttempts(1);
            streaq.Map(new TaskDefinition<string>("text.other"), (string _) => { });
        },
        onRedis ? redis.Server.ConnectionString : null,
        options =>
        {
            options.CompressionThreshold = what.Contains("compress") ? 100 : null;
            options.MaxPayloadBytes = what.Contains("small") ? 50 : what.Contains("bound") ? 1_000 : null;
            options.SigningKey = what.Contains("sign") || what.Contains("rotate") ? New : null;
            options.AcceptUnsigned = what.Contains("accept");
            if (what.Contains("rotate"))
            {
                options.PreviousSigningKeys.Add(Old);
            }

            if (what.Contains("transform"))
            {
                options.PayloadTransforms.Add(new Flip());
                options.PayloadTransforms.Add(new Suffix());
            }
        },
        queue: queue);

    private sealed class Flip : IPayloadTransform
    {
        public ReadOnlyMemory<byte> Protect(ReadOnlyMemory<byte> payload, PayloadContext context) => Array.ConvertAll(payload.ToArray(), b => (byte)~b);

        public ReadOnlyMemory<byte> Unprotect(ReadOnlyMemory<byte> payload, PayloadContext context) => Protect(payload, context);
    }

    /// <summary>Adds whose payload it is, so that the reverse must be called with the same values.</summary>
    private sealed class Suffix : IPayloadTransform
    {
        public ReadOnlyMemory<byte> Protect(ReadOnlyMemory<byte> payload, PayloadContext context) => (byte[])[.. payload.Span, .. Of(context)];

        public ReadOnlyMemory<byte> Unprotect(ReadOnlyMemory<byte> payload, PayloadContext context) =>
            payload.Span.EndsWith(Of(context)) ? payload[..^Of(context).Length] : throw new FormatException("another's");

        private static byte[] Of(PayloadContext context) =>
            Encoding.UTF8.GetBytes($"{context.Kind} {context.Queue} {context.TaskId} {context.TaskName} {string.Join(',', context.Headers.Select(h => h.Key + h.Value).Order(StringComparer.Ordinal))}");
    }
}
