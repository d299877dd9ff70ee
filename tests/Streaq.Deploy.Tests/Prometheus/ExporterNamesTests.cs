namespace Streaq.Deploy.Tests.Prometheus;

public sealed class ExporterNamesTests
{
    [Theory]
    [InlineData("streaq.queue.depth", "gauge", "{task}", "streaq_queue_depth")]
    [InlineData("streaq.queue.oldest.age", "gauge", "s", "streaq_queue_oldest_age_seconds")]
    [InlineData("streaq.queue.paused", "gauge", "1", "streaq_queue_paused_ratio")]
    [InlineData("streaq.lease.lost", "counter", "{lease}", "streaq_lease_lost_total")]
    [InlineData("streaq.worker.active", "updowncounter", "{attempt}", "streaq_worker_active")]
    public void Series_OfOneValue_HaveTheSuffixesOfUnitAndKind(string metric, string instrument, string unit, string expected) =>
        Assert.Equal([expected], ExporterNames.Series(metric, instrument, unit));

    [Fact]
    public void Series_OfAHistogram_AreBucketsCountAndSum() => Assert.Equal(
        ["streaq_cron_delay_seconds_bucket", "streaq_cron_delay_seconds_count", "streaq_cron_delay_seconds_sum"],
        ExporterNames.Series("streaq.cron.delay", "histogram", "s"));

    [Fact]
    public void Label_OfAnAttribute_HasUnderscoresForDots() => Assert.Equal("messaging_destination_name", ExporterNames.Label("messaging.destination.name"));
}
