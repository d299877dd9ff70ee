using System.Linq.Expressions;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Execution;

/// <summary>The parameters of a delegate: the argument, services, the context and the token, in any order.</summary>
public sealed class DelegateBinderTests
{
    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task Parameters_InTheContractsOrder_AreGiven()
    {
        _rig.Services.AddSingleton(new Shop("a"));

        var attempt = await _rig.RunAsync<int, string>(2, (int count, Shop shop, TaskContext context, CancellationToken ct) => $"{shop.Name}{count}{context.TaskId}{ct.CanBeCanceled}", Cancellable);

        Assert.Equal("a2task-1True", AttemptRig.Result<string>(attempt));
    }

    [Fact]
    public async Task Parameters_InTheReverseOrder_AreGiven()
    {
        _rig.Services.AddSingleton(new Shop("a"));

        var attempt = await _rig.RunAsync<int, string>(2, (CancellationToken ct, TaskContext context, Shop shop, int count) => $"{shop.Name}{count}{context.TaskId}{ct.CanBeCanceled}", Cancellable);

        Assert.Equal("a2task-1True", AttemptRig.Result<string>(attempt));
    }

    [Fact]
    public async Task Parameters_None_AreNeeded()
    {
        Assert.Equal(7, AttemptRig.Result<int>(await _rig.RunAsync<string, int>("ignored", () => 7)));
    }

    [Fact]
    public async Task Delegate_OfAnExtensionMethod_TakesWhatItPasses()
    {
        _rig.Services.AddSingleton(new Uri("https://shop.example"));

        Assert.Equal("a 2 https://shop.example/ and more", AttemptRig.Result<string>(await _rig.RunAsync<int, string>(2, "a".Sell)));
    }

    [Fact]
    public async Task Delegate_OfAMethodWithoutItsObject_TakesTheObjectToo()
    {
        _rig.Services.AddSingleton(new Shop("b"));
        var handler = typeof(Shop).GetMethod(nameof(Shop.Call))!.CreateDelegate<Func<Shop, string>>();

        Assert.Equal("b!", AttemptRig.Result<string>(await _rig.RunAsync<int, string>(2, handler)));
    }

    [Fact]
    public async Task Delegate_ThatWasCompiledAtRunTime_TakesWhatItPasses()
    {
        Expression<Func<int, int>> twice = number => number * 2;

        Assert.Equal(4, AttemptRig.Result<int>(await _rig.RunAsync<int, int>(2, twice.Compile())));
    }

    [Fact]
    public async Task Token_OfAHandler_IsTheContexts()
    {
        var attempt = await _rig.RunAsync<int, bool>(0, (CancellationToken ct, TaskContext context) => ct == context.CancellationToken, Cancellable);

        Assert.True(AttemptRig.Result<bool>(attempt));
    }

    [Fact]
    public async Task KeyedServices_ByTheirAttribute_AreGiven()
    {
        _rig.Services.AddSingleton(new Shop("plain")).AddKeyedSingleton("north", new Shop("N")).AddKeyedSingleton("south", new Shop("S"));

        var attempt = await _rig.RunAsync<int, string>(
            0, ([FromKeyedServices("south")] Shop south, Shop plain, [FromKeyedServices("north")] Shop north) => south.Name + plain.Name + north.Name);

        Assert.Equal("SplainN", AttemptRig.Result<string>(attempt));
    }

    [Fact]
    public async Task Argument_OfAReferenceType_MayBeNull()
    {
        Assert.True(AttemptRig.Result<bool>(await _rig.RunAsync<string?, bool>(null, (string? text) => text is null)));
    }

    [Fact]
    public async Task Handler_AsAMethodOfAnObject_KeepsItsTarget()
    {
        Assert.Equal("a!", AttemptRig.Result<string>(await _rig.RunAsync<int, string>(0, new Shop("a").Call)));
    }

    [Fact]
    public async Task Service_Missing_FailsTheTask()
    {
        var attempt = await _rig.RunAsync<int, string>(0, (Shop shop) => shop.Name);

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        Assert.Contains(nameof(Shop), attempt.Error!.Message);
    }

    private static CancellationToken Cancellable { get; } = new CancellationTokenSource().Token;

    private sealed record Shop(string Name)
    {
        public string Call() => $"{Name}!";
    }
}

internal static class Sales
{
    public static string Sell(this string item, int count, Uri shop, string end = " and more") => $"{item} {count} {shop}{end}";
}
