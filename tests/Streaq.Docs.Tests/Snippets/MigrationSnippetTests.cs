using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Docs.Tests;

using global::Docs;

/// <summary>The snippets of the migration guides do what the pages say, on the embedded store.</summary>
public sealed class MigrationSnippetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task HangfireSnippets_SendTheMailAndThenTheFollowUp()
    {
        var mails = new Mails();
        using var host = Build(services =>
        {
            services.AddSingleton<IMailService>(mails);
            FromHangfire.Map(services, redis: null);
        });
        await host.StartAsync();

        var followUp = await FromHangfire.EnqueueAsync(host.Services.GetRequiredService<IStreaqClient>(), "ann");

        await followUp.WaitAsync(Patience);
        Assert.Equal(["ann", "ann"], mails.Sent);
        await host.StopAsync();
    }

    [Fact]
    public async Task CelerySnippets_AddAndTellTheSums()
    {
        using var host = Build(services =>
        {
            var streaq = services.AddStreaq(options => options.UseEmbeddedStore());
            streaq.AddWorker();
            FromCelery.Map(streaq);
        });
        await host.StartAsync();

        var (sum, told) = await FromCelery.EnqueueAsync(host.Services.GetRequiredService<IStreaqClient>());

        Assert.Equal(8, sum);
        await told.WaitAsync(Patience);
        await host.StopAsync();
    }

    private static IHost Build(Action<IServiceCollection> set)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        set(builder.Services);
        builder.Services.PostConfigureAll<StreaqOptions>(options => options.UseEmbeddedStore());
        return builder.Build();
    }

    private sealed class Mails : IMailService
    {
        public List<string> Sent { get; } = [];

        public Task SendAsync(string to, CancellationToken ct)
        {
            Sent.Add(to);
            return Task.CompletedTask;
        }
    }
}
