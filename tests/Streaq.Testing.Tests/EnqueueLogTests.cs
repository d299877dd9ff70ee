using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Testing.Tests;

/// <summary>Tasks that a test or a handler enqueued, with argument, options and headers.</summary>
public sealed class EnqueueLogTests : IAsyncLifetime
{
    private readonly StreaqTestHost _queue =
        StreaqTestHost.Create(streaq => streaq.AddModule<ShopModule>(), services => services.AddSingleton<IMailer>(new FakeMailer()));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Fact]
    public async Task Task_EnqueuedByAHandler_IsLoggedWithArgumentOptionsAndHeaders()
    {
        await _queue.RunAsync(Tasks.Place, new Order("4711", "ann@example.org"));

        var mail = _queue.Enqueued.One(Tasks.Mail);

        Assert.Equal(("ann@example.org", TimeSpan.FromHours(1), "low"), (mail.Argument, mail.Options.Delay, mail.Options.Priority));
        Assert.Equal("acme", mail.Headers["tenant"]);
        Assert.Equal(TaskState.Scheduled, await _queue.Client.StateAsync(mail.TaskId));
        Assert.Same(Tasks.Mail, mail.Task);
    }

    [Fact]
    public async Task Tasks_EnqueuedTogether_AreLoggedInTheirOrder()
    {
        await _queue.Client.EnqueueManyAsync(Tasks.Double, [1, 2, 3]);
        await _queue.Client.EnqueueAsync(Tasks.Mail, "ann@example.org");

        Assert.Equal([1, 2, 3], _queue.Enqueued.Of(Tasks.Double).Select(task => task.Argument));
        Assert.Equal([1, 2, 3, "ann@example.org"], _queue.Enqueued.All.Select(task => task.Argument));
        Assert.Empty(_queue.Enqueued.Of(Tasks.Place));
    }

    [Fact]
    public async Task One_OfNoneOrSeveral_SaysWhatThereIs()
    {
        var none = Assert.Throws<InvalidOperationException>(() => _queue.Enqueued.One(Tasks.Mail));
        await _queue.Client.EnqueueManyAsync(Tasks.Double, [1, 2]);
        await _queue.Client.EnqueueAsync(Tasks.Mail, "ann@example.org");
        var several = Assert.Throws<InvalidOperationException>(() => _queue.Enqueued.One(Tasks.Double));

        Assert.Equal("Expected one task 'mail.send' to be enqueued, but there were 0. Enqueued: nothing.", none.Message);
        Assert.Equal("Expected one task 'math.double' to be enqueued, but there were 2. Enqueued: 2 of 'math.double', 1 of 'mail.send'.", several.Message);
        _queue.Enqueued.Clear();
        Assert.Empty(_queue.Enqueued.All);
    }

    [Fact]
    public async Task Enqueue_ThatIsRefused_IsNotLogged()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _queue.Client.EnqueueAsync(Tasks.Mail, "x", new EnqueueOptions { Priority = "very high" }));

        Assert.Empty(_queue.Enqueued.All);
    }

    [Fact]
    public async Task Log_OfAHostOfItsOwn_IsFilledByItsClient()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var log = builder.Services.AddStreaq(options => options.UseEmbeddedStore()).RecordEnqueued();
        using var host = builder.Build();

        await host.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Tasks.Mail, "ann@example.org");

        Assert.Equal("ann@example.org", log.One(Tasks.Mail).Argument);
    }
}
