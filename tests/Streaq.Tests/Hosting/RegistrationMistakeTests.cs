using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Streaq.Tests.Hosting;

/// <summary>Mistakes of registration fail the start, and the message names the task and the mistake.</summary>
public sealed class RegistrationMistakeTests
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");

    [Fact]
    public void Tasks_TwoOfOneName_AreRefused()
    {
        var streaq = new ServiceCollection().AddStreaq("math");
        streaq.Map(Double, (int x) => x * 2);

        var e = Assert.Throws<InvalidOperationException>(() => streaq.Map(new TaskDefinition<string>("math.double"), (string _) => { }));

        Assert.Equal(
            "Task 'math.double' is mapped twice in the queue added as 'math', by a delegate in Streaq.Tests.Hosting.RegistrationMistakeTests"
            + " and by a delegate in Streaq.Tests.Hosting.RegistrationMistakeTests; every task needs a name of its own.",
            e.Message);
    }

    [Fact]
    public void Handler_WithTwoPayloadParameters_IsRefused()
    {
        var streaq = new ServiceCollection().AddStreaq();

#pragma warning disable STRQ002 // The test is about this mistake.
        var e = Assert.Throws<ArgumentException>(() => streaq.Map(Double, (int left, int right) => left + right));
#pragma warning restore STRQ002

        Assert.StartsWith("Task 'math.double': parameters 'left' and 'right' both take the argument (System.Int32)", e.Message);
    }

#pragma warning disable MA0147, STRQ003 // The test is about this mistake.
    [Fact]
    public void Handler_ThatIsAsyncVoid_IsRefusedByEveryWayOfMapping()
    {
        var streaq = new ServiceCollection().AddStreaq();
        Action lambda = static async () => await Task.Yield();

        Refuse(() => streaq.Map(new TaskDefinition<int>("a"), (Action<int>)(static async _ => await Task.Yield())), "Task 'a': the handler is 'async void'");
        Refuse(() => streaq.Cron("b", "@daily", lambda), "Task 'b': the handler is 'async void'");
        Refuse(() => streaq.Map(new TaskDefinition<int>("c")).ToSync<AsyncVoidHandler>(), $"Task 'c': {typeof(AsyncVoidHandler)} is 'async void'");
        Refuse(() => streaq.Map(new TaskDefinition<int>("d")).ToSync<ExplicitAsyncVoidHandler>(), $"Task 'd': {typeof(ExplicitAsyncVoidHandler)} is 'async void'");
        streaq.Map(new TaskDefinition<int>("e")).ToSync<ISyncTaskHandler<int>>();

        static void Refuse(Action map, string message) => Assert.StartsWith(message, Assert.Throws<ArgumentException>("handler", map).Message);
    }
#pragma warning restore MA0147, STRQ003

    [Fact]
    public async Task Handler_WithAnUnknownService_FailsTheStart()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Double, (int x, IShop shop) => x)));

        Assert.Equal(
            "Task 'math.double': parameter 'shop' asks for Streaq.Tests.Hosting.RegistrationMistakeTests+IShop, which is not a registered service; "
            + "besides services a handler takes the task's argument (System.Int32), TaskContext and CancellationToken.",
            e.Message);
    }

    [Fact]
    public async Task Handler_WithAnUnknownKey_FailsTheStart()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Double, (int x, [FromKeyedServices("south")] IShop shop) => x),
            services: services => services.AddKeyedSingleton<IShop, Shop>("north")));

        Assert.StartsWith("Task 'math.double': parameter 'shop' asks for ", e.Message);
    }

    [Fact]
    public async Task Map_WithoutTo_FailsTheStart()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker();
            streaq.Map(Double);
        }));

        Assert.Equal("Task 'math.double' has no handler: call To<THandler>() after Map, or give Map a delegate.", e.Message);
    }

    [Fact]
    public void AddStreaq_CalledTwice_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddStreaq();

        var e = Assert.Throws<InvalidOperationException>(() => services.AddStreaq());

        Assert.Equal("AddStreaq was called twice for the same services; give each queue a name of its own.", e.Message);
    }

    [Fact]
    public void AddStreaq_CalledTwiceWithOneName_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddStreaq("emails");

        var e = Assert.Throws<InvalidOperationException>(() => services.AddStreaq("emails", options => options.Queue = "others"));

        Assert.Equal("AddStreaq(\"emails\") was called twice for the same services; give each queue a name of its own.", e.Message);
    }

    [Theory]
    [InlineData("localhost:6379,allowAdmin=true")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:6379,defaultDatabase=0")]
    public async Task AddStreaq_OfOneQueueUnderTwoNames_FailsTheStart(string redis)
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(redis));

        Assert.Equal(
            "StreaqOptions.Queue of the queue added as 'emails' is 'emails' for AddStreaq and AddStreaq(\"emails\"), in the same Redis; set another one for "
            + "one of them.",
            e.Message);
        // On another Redis it is another queue.
        await using var host = await StartAsync("localhost:6380");

        static Task<QueueHost> StartAsync(string other) => QueueHost.StartAsync(
            streaq => streaq.Services.AddStreaq("emails", options => options.Redis = other), "localhost:6379", queue: "emails");
    }

    [Theory]
    [InlineData("")]
    [InlineData("my queue")]
    [InlineData("{emails}")]
    public void AddStreaq_WithABadName_IsRefused(string name)
    {
        Assert.Throws<ArgumentException>(nameof(name), () => new ServiceCollection().AddStreaq(name));
    }

    [Fact]
    public async Task Builder_OnceTheQueueIsInUse_IsClosed()
    {
        StreaqBuilder? late = null;
        await using var host = await QueueHost.StartAsync(streaq => (late = streaq).AddWorker().Map(Double, (int x) => x));

        AssertClosed(() => late!.Map(new TaskDefinition<int>("late"), (int _) => { }));
        AssertClosed(() => late!.Use((context, next) => next(context)));
        AssertClosed(() => late!.UseEnqueue((context, next) => next(context)));

        void AssertClosed(Action act) => Assert.StartsWith("A task or middleware was added after the queue was put together", Assert.Throws<InvalidOperationException>(act).Message);
    }

    [Fact]
    public void Nulls_AreRefused()
    {
        var streaq = new ServiceCollection().AddStreaq();

        Assert.Throws<ArgumentNullException>("services", () => ((IServiceCollection)null!).AddStreaq());
        Assert.Throws<ArgumentNullException>("services", () => ((IServiceCollection)null!).AddStreaq("emails"));
        Assert.Throws<ArgumentNullException>("task", () => streaq.Map((TaskDefinition<int>)null!));
        Assert.Throws<ArgumentNullException>("task", () => streaq.Map((TaskDefinition<int, int>)null!));
        Assert.Throws<ArgumentNullException>("handler", () => streaq.Map(new TaskDefinition<int>("a"), null!));
        Assert.Throws<ArgumentNullException>("middleware", () => streaq.Use(null!));
        Assert.Throws<ArgumentNullException>("middleware", () => streaq.UseEnqueue(null!));
    }

    private interface IShop;

    private sealed class Shop : IShop;

#pragma warning disable STRQ003 // A test above is about this mistake.
    private sealed class AsyncVoidHandler : ISyncTaskHandler<int>
    {
        public async void Handle(int argument, TaskContext context, CancellationToken cancellationToken) => await Task.Yield();
    }

    private sealed class ExplicitAsyncVoidHandler : ISyncTaskHandler<int>
    {
        async void ISyncTaskHandler<int>.Handle(int argument, TaskContext context, CancellationToken cancellationToken) => await Task.Yield();
    }
#pragma warning restore STRQ003
}
