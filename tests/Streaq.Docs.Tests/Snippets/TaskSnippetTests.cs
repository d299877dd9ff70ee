using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Docs.Tests;

using global::Docs;

/// <summary>The snippets of the guide to tasks, on the embedded store.</summary>
public sealed class TaskSnippetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ResizeImage Image = new("https://example.org/cat.png", 200);

    [Fact]
    public async Task Delegates_RunWithSourceGeneratedJson()
    {
        var store = new Images();
        using var host = await StartAsync(store, DeclaredTasks.Map);
        var client = host.Services.GetRequiredService<IStreaqClient>();

        var (first, second) = await DeclaredTasks.EnqueueAsync(client, Image);
        var again = await DeclaredTasks.EnqueueAsync(client, Image);
        await (await client.EnqueueAsync(ImageTasks.Forget, "https://example.org/dog.png")).WaitAsync(Patience);

        Assert.Equal(new ImageSize(200, 100), await first.ResultAsync(Patience));
        Assert.Equal("resize-200-cat.png", first.Id);
        Assert.Equal((first.Id, second.Id), (again.First.Id, again.Second.Id));
        Assert.Equal(["https://example.org/dog.png"], store.Deleted);
        await host.StopAsync();
    }

    [Fact]
    public async Task Successor_IsEnqueuedUnderAnIdOfItsOwnUntilTheLastPage()
    {
        var shop = new Shop();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<Successor.IShop>(shop);
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
        streaq.AddWorker();
        Successor.Map(streaq);
        using var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IStreaqClient>();

        var first = await client.EnqueueAsync(Successor.Import, new Successor.ImportPage("north", 1));

        Assert.True(await first.ResultAsync(Patience));
        Assert.True(await client.Handle<bool>("import-north-2").ResultAsync(Patience));
        Assert.False(await client.Handle<bool>("import-north-3").ResultAsync(Patience));
        Assert.Equal([1, 2, 3], shop.Pages);
        await host.StopAsync();
    }

    private sealed class Shop : Successor.IShop
    {
        public System.Collections.Concurrent.ConcurrentQueue<int> Pages { get; } = [];

        public Task<bool> ImportAsync(Successor.ImportPage page, CancellationToken cancellationToken)
        {
            Pages.Enqueue(page.Number);
            return Task.FromResult(page.Number < 3);
        }
    }

    [Fact]
    public async Task BothVersions_AreServed()
    {
        using var host = await StartAsync(new Images(), DeclaredTasks.MapBoth);
        var client = host.Services.GetRequiredService<IStreaqClient>();

        var old = await client.EnqueueAsync(ImageTasks.Resize, Image);
        var box = await client.EnqueueAsync(new TaskDefinition<ResizeToBox, ImageSize>("images.resize.v2"), new ResizeToBox(Image.Url, 300, 150));

        Assert.Equal((new ImageSize(200, 100), new ImageSize(300, 150)), (await old.ResultAsync(Patience), await box.ResultAsync(Patience)));
        await host.StopAsync();
    }

    [Fact]
    public async Task Handler_WhoseStoreDoesNotAnswer_AsksForALaterAttempt()
    {
        await using var queue = Streaq.Testing.StreaqTestHost.Create(DeclaredTasks.MapClass, services => services.AddSingleton<IImageStore>(new Images { Answers = false }));

        var attempt = await queue.RunAsync(ImageTasks.Resize, Image);

        Assert.Equal((TaskOutcome.Retry, TimeSpan.FromSeconds(5)), (attempt.Outcome, attempt.RetryDelay));
    }

    private static async Task<IHost> StartAsync(IImageStore store, Action<StreaqBuilder> map)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(store);
        var streaq = DeclaredTasks.Add(builder.Services);
        streaq.AddWorker();
        map(streaq);
        builder.Services.PostConfigureAll<StreaqOptions>(options => options.UseEmbeddedStore());
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private sealed class Images : IImageStore
    {
        public bool Answers { get; init; } = true;

        public List<string> Deleted { get; } = [];

        public Task<ImageSize> ResizeAsync(ResizeImage image, CancellationToken cancellationToken) =>
            Answers ? Task.FromResult(new ImageSize(image.Width, image.Width / 2)) : throw new TimeoutException();

        public void Delete(string url) => Deleted.Add(url);
    }
}
