using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Streaq.Tests.Telemetry.Contract;

namespace Streaq.EntityFrameworkCore.Tests.Relay;

/// <summary>The package emits exactly what the registry lists under its name.</summary>
public sealed class OutboxRegistryTests : IDisposable
{
    private static readonly Registry All = Registry.Load();
    private static readonly Registry Package = All.Of("Streaq.EntityFrameworkCore");

    private readonly SqliteFile _file = new();

    [Fact]
    public async Task Metrics_OfAnOutbox_AreThoseRegistered()
    {
        var queue = $"test-{Guid.NewGuid():N}";
        using var metrics = new MetricLog(queue, "Streaq.EntityFrameworkCore");
        var options = new DbContextOptionsBuilder<ShopDbContext>();
        _file.Use(options);
        await using (var db = new ShopDbContext(options.Options))
        {
            await db.Database.EnsureCreatedAsync();
            db.Add(new OutboxRow { Queue = queue, TaskId = "a", TaskName = "a", Message = [0], CreatedAt = 1 });
            await db.SaveChangesAsync();
        }

        await using var shop = await Shop.StartAsync(_file.Use, queue: queue);
        await shop.Host.Log.SeenAsync("streaq.outbox.refused").WaitAsync(QueueHost.Patience);
        await shop.RunAsync("lamp");
        await metrics.SeenAsync("streaq.outbox.relayed").WaitAsync(QueueHost.Patience);
        metrics.Observe();

        Assert.Equal(1, metrics.Of("streaq.outbox.pending").Last().Value);
        Assert.True(metrics.Of("streaq.outbox.age").Last().Value > 1e9);
        Assert.Equal(1, metrics.Sum("streaq.outbox.relayed"));
        Assert.Equal(
            Package.Metrics.Select(metric => (metric.MetricName!, metric.Unit)).Order(),
            metrics.All.Select(measured => (measured.Instrument, measured.Unit)).Distinct().Order());
        Assert.All(metrics.All, measured => Assert.Equal(["messaging.destination.name"], measured.Tags.Keys));
        Assert.All(Package.Metrics, metric => Assert.Equal(["messaging.destination.name"], All.AttributesOf(metric).Keys));
    }

    [Fact]
    public void Events_OfTheRelay_AreThoseRegistered()
    {
        using var log = new LogRecorder();
        var logger = log.CreateLogger("Streaq.EntityFrameworkCore");

        logger.Interrupted(new IOException(), "default");
        logger.Resumed("default");
        logger.Refused("a", "b", "c");
        logger.NotListening(new IOException(), "default");

        Assert.Equal(
            Package.Events.Select(one => (one.Annotations.Id, one.Name, one.Annotations.Level)).Order(),
            log.Lines.Select(line => (line.Event.Id, line.Event.Name, (string?)$"{line.Level}")).Order());
    }

    public void Dispose() => _file.Dispose();
}
