using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Streaq.Tests.Hosting.Options;

/// <summary>A value that can't be read or breaks a rule fails the start, and the message names the option.</summary>
[Collection(RedisCollection.Name)]
public sealed class ConfigurationMistakeTests(RedisFixture redis)
{
    private readonly string _queue = $"test-{Guid.NewGuid():N}";

    [Fact]
    public async Task Value_OfTheWrongType_FailsTheStartAndNamesItsKey()
    {
        var builder = Builder();
        builder.Configuration.AddInMemoryCollection([new("Streaq:Redis", redis.Server.ConnectionString), new("Streaq:MaxDeadLetters", "many")]);
        builder.Services.AddStreaq(builder.Configuration.GetSection("Streaq"));
        using var host = builder.Build();

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("'many' at 'Streaq:MaxDeadLetters'", e.Message);
    }

    [Theory]
    [InlineData("Streaq:SigningKey")]
    [InlineData("Streaq:PreviousSigningKeys:0")]
    public async Task Key_ThatIsNoBase64_FailsTheStartAndIsNotRepeated(string key)
    {
        var builder = Builder();
        builder.Configuration.AddInMemoryCollection([new("Streaq:Redis", redis.Server.ConnectionString), new(key, "s3cr3t, not Base64!")]);
        builder.Services.AddStreaq(builder.Configuration.GetSection("Streaq"));
        using var host = builder.Build();

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal($"The key at '{key}' is not Base64.", e.Message);
        Assert.DoesNotContain("s3cr3t", e.ToString());
    }

    [Theory]
    [InlineData("", "is empty; it must name at least one priority")]
    [InlineData(null, "must not be empty")]
    public async Task Priorities_ThatNameNone_FailTheStart(string? text, string mistake)
    {
        var builder = Builder();
        var json = text is null ? """{"Worker": {"Priorities": ["a", null]}}""" : """{"Worker": {"Priorities": []}}""";
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)));
        builder.Services.AddStreaq(options => options.At(_queue, redis.Server.ConnectionString)).AddWorker(builder.Configuration.GetSection("Worker"));
        using var host = builder.Build();

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal($"WorkerOptions.Priorities {mistake}.", e.Message);
    }

    [Fact]
    public async Task Value_AgainstARuleOfTheApplication_FailsTheStart()
    {
        var builder = Builder();
        builder.Services.AddStreaq("emails", options => options.At(_queue, redis.Server.ConnectionString));
        builder.Services.AddOptions<StreaqOptions>("emails").Validate(options => options.SigningKey is not null, "Tasks must be signed.");
        using var host = builder.Build();

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal("Tasks must be signed.", e.Message);
    }

    [Fact]
    public async Task Value_AgainstARuleOfANamedQueue_NamesOptionAndQueue()
    {
        var builder = Builder();
        builder.Services.AddStreaq("emails", options => options.At(_queue, redis.Server.ConnectionString)).AddWorker(worker => worker.Concurrency = 0);
        using var host = builder.Build();

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal("WorkerOptions.Concurrency of the queue added as 'emails' is 0; it must be at least 1.", e.Message);
    }

    private static HostApplicationBuilder Builder() =>
        Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
}
