#pragma warning disable CS8622 // Some parameters have a nullability attribute that their delegates lack.
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Generators.Tests;

/// <summary>Handlers that the generator binds. Each must behave the same with and without it.</summary>
public static class Shapes
{
    public static Task<string> Argument(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x) => $"{x}"));

    public static Task<string> Nothing(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, () => "a"));

    public static Task<string> AllInOrder(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text, (int x, Shop shop, TaskContext context, CancellationToken ct) => $"{x} {shop.Name} {context.TaskName} {ct == context.CancellationToken}"));

    public static Task<string> AllInReverse(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text, (CancellationToken ct, TaskContext context, Shop shop, int x) => $"{x} {shop.Name} {context.Attempt} {ct.CanBeCanceled}"));

    public static Task<string> TokenWithDefault(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text, (int x, CancellationToken ct = default) => $"{x} {ct.CanBeCanceled}"));

    public static Task<string> ArgumentWithDefault(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x = 9) => $"{x}"));

    public static Task<string> SeveralTokens(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text, (CancellationToken a, CancellationToken b, TaskContext c, TaskContext d) => $"{a == b} {ReferenceEquals(c, d)}"));

    public static Task<string> Keys(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text,
        ([FromKeyedServices("north")] Shop text, [FromKeyedServices(7)] Shop number, [FromKeyedServices(Corner.Left)] Shop corner,
            [FromKeyedServices(typeof(Shop))] Shop type, [FromKeyedServices(null)] Shop none) =>
            $"{text.Name} {number.Name} {corner.Name} {type.Name} {none.Name}"));

    public static Task<string> KeyOfAnotherType(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text, ([FromKeyedServices(7L)] Shop number) => number.Name));

    public static Task<string> OptionalServices(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text,
        (int x, Shop? may, [FromKeyedServices("north")] Shop? keyed, IDesk desk = null!, [FromKeyedServices("north")] Shop other = null!) =>
            $"{x} {may?.Name} {keyed?.Name} {desk is null} {other?.Name}"));

    public static Task<string> DefaultsOfAllTypes(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text,
        (int x, TimeSpan time = default, int? none = null, int? some = 3, Corner corner = Corner.Left, Corner? other = Corner.Right,
            string text = "a\"\\\n\u0001é", char letter = '\'', bool flag = true, double d = 0.1, float f = float.NegativeInfinity, decimal m = 1.50m) =>
            FormattableString.Invariant($"{x} {time} {none} {some} {corner} {other} {text} {letter} {flag} {d} {f} {m}")));

    public static Task<string> NumbersAtTheEdge(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text,
        (int x, short a = short.MinValue, long b = long.MinValue, ulong c = ulong.MaxValue, byte d = 255, double e = double.NaN, double f = double.MaxValue,
            sbyte g = -1, ushort h = 65535, uint i = uint.MaxValue) => FormattableString.Invariant($"{x} {a} {b} {c} {d} {e} {f} {g} {h} {i}")));

    public static Task<string> NativeNumbersByDefault(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text, (int x, nint a = -3, nuint b = 4, nint? c = 5, nuint? d = 6, nint e = default, nint? f = null) => $"{a} {b} {c} {d} {e} {f}"));

    public static Task<string> KeyOfAnOpenType(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text, (int x, [FromKeyedServices(typeof(Dictionary<,>))] Shop? shop) => $"{x} {shop is null}"));

    public static Task<string> NullableInAttributes(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text,
        ([System.Diagnostics.CodeAnalysis.AllowNull] Shop may, [System.Diagnostics.CodeAnalysis.MaybeNull] IDesk must) => $"{may?.Name} {must is null}"));

    public static Task<string> NonNullableByAttribute(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text, ([System.Diagnostics.CodeAnalysis.DisallowNull] Shop? must) => must.Name));

    public static Task<string> SeveralServices(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text, (int x, IEnumerable<Shop> shops, IServiceProvider services) => $"{x} {shops.Count()} {services.GetService<Shop>()?.Name}"));

    public static Task<string> ResultOfATask(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, async (int x, Shop shop) =>
    {
        await Task.Yield();
        return shop.Call(x);
    }));

    public static Task<string> ResultOfAFinishedTask(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x) => Task.FromResult($"{x}")));

    public static Task<string> ResultOfAValueTask(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, async ValueTask<string> (int x) =>
    {
        await Task.Yield();
        return $"{x}";
    }));

    public static Task<string> ResultOfADerivedType(Rig rig) => rig.RunAsync(Rig.List, 2, streaq => streaq.Map(Rig.List, (int x) => new List<int> { x }));

    public static Task<string> ResultInABox(Rig rig) => rig.RunAsync(Rig.Any, 2, streaq => streaq.Map(Rig.Any, (int x) => x));

    public static Task<string> ResultThatMayBeMissing(Rig rig) => rig.RunAsync(Rig.Optional, 2, streaq => streaq.Map(Rig.Optional, (int x) => x));

    public static Task<string> ResultThatIsMissing(Rig rig) => rig.RunAsync(Rig.Optional, 2, streaq => streaq.Map(Rig.Optional, int? () => null));

    public static Task<string> ResultOfNull(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, Task<string> () => null!));

    public static Task<string> NoResult(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, (int x, Shop? shop) => rig.See($"{x} {shop?.Name}")));

    public static Task<string> NoResultOfATask(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, async (int x) =>
    {
        await Task.Yield();
        rig.See(x);
    }));

    public static Task<string> NoResultOfATaskWithOne(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, (int x) => Task.FromResult(x)));

    public static Task<string> NoResultOfAValueTask(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, async ValueTask (int x) =>
    {
        await Task.Yield();
        rig.See(x);
    }));

    public static Task<string> NoResultOfNull(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, Task (int x) => null!));

    public static Task<string> Throws(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, void (int x) => throw new InvalidOperationException($"{x}")));

    public static Task<string> ThrowsLater(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, async Task<string> (int x) =>
    {
        await Task.Yield();
        throw new InvalidOperationException($"{x}");
    }));

    public static Task<string> Retries(Rig rig) => rig.RunAsync(Rig.Plain, 2, streaq => streaq.Map(Rig.Plain, Task (int x) => throw new StreaqRetryException("later")));

    public static Task<string> MethodOfAnObject(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, new Shop("a").Call));

    public static Task<string> StaticMethod(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, Shop.Shout));

    public static Task<string> GenericMethod(Rig rig) => rig.RunAsync(Rig.Any, 2, streaq => streaq.Map(Rig.Any, Shop.Same<int>));

    public static Task<string> LocalFunction(Rig rig)
    {
        return rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, Handle));

        static string Handle(int x, [FromKeyedServices("north")] Shop? shop, IDesk desk = null!) => $"{x} {shop?.Name} {desk is null}";
    }

    public static Task<string> DelegateOfAType(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (Func<int, Shop, string>)((x, shop) => shop.Call(x))));

    public static Task<string> DelegateMade(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, new Func<int, string>(Shop.Shout)));

    public static Task<string> AnonymousMethod(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, delegate (int x, Shop shop) { return shop.Call(x); }));

    public static Task<string> ArgumentThatIsNull(Rig rig) => rig.RunAsync(Rig.Nullable, null, streaq => streaq.Map(Rig.Nullable, (string? text) => text is null));

    public static Task<string> ArgumentOblivious(Rig rig) => rig.RunAsync(Rig.Nullable, "a", streaq => streaq.Map(Rig.Nullable, (string text) => text is null));

    public static Task<string> Records(Rig rig) => rig.RunAsync(Rig.Order, new Order("a", 2), streaq => streaq.Map(Rig.Order, (Order order) => new Bill($"{order}")));

    public static Task<string> NoArgumentTaken(Rig rig) => rig.RunAsync(Rig.Nothing, null!, streaq => streaq.Map(Rig.Nothing, (NoArgument none) => $"{none is null}"));

    public static Task<string> NoArgumentAtAll(Rig rig) => rig.RunAsync(Rig.Nothing, null!, streaq => streaq.Map(Rig.Nothing, (int number = 4) => $"{number}"));

    public static Task<string> NamedArguments(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(handler: (int x) => $"{x}", task: Rig.Text));

    public static Task<string> ConditionalAccess(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq?.Map(Rig.Text, (int x) => $"{x}")!);

    public static Task<string> Chained(Rig rig) => rig.RunAsync(
        Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x) => $"{x}").WithMaxAttempts(2).WithTimeout(TimeSpan.FromMinutes(1)));

    public static Task<string> TwiceTheSame(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq =>
    {
        streaq.Map(Rig.Text, (int x) => $"{x}");
        return streaq.Map(Rig.Text, (int x) => $"{x}");
    });

    public static Task<string> TaskThatIsNull(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map((TaskDefinition<int, string>)null!, (int x) => $"{x}"));

    public static Task<string> InAGenericMethod(Rig rig) => Generic<int>(rig);

    public static Task<string> ManyParameters(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text,
        (int x, Shop a, Shop b, Shop c, Shop d, Shop e, Shop f, Shop g, Shop h, Shop i, Shop j, Shop k, Shop l, Shop m, Shop n, Shop o, Shop p, Shop q) =>
            $"{x} {q.Name}"));

    public static Task<string> KeywordsAsNames(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int @class, Shop @event) => @event.Call(@class)));

    public static Task<string> Cron(Rig rig) => rig.RunAsync(streaq => streaq.Cron("cron", "0 3 * * *", (Shop? shop, TaskContext context, CancellationToken ct) => rig.See(shop?.Name)));

    public static Task<string> CronOfATask(Rig rig) => rig.RunAsync(streaq => streaq.Cron("cron", "0 3 * * *", async (IDesk desk) =>
    {
        await Task.Yield();
        rig.See(desk is null);
    }));

    public static Task<string> CronWithNoArgument(Rig rig) => rig.RunAsync(streaq => streaq.Cron("cron", "0 3 * * *", (NoArgument none) => rig.See(none is null)));

    public static Task<string> CronThatNeverFires(Rig rig) => rig.RunAsync(streaq => streaq.Cron("cron", "0 3 30 2 *", () => { }));

    public static Task<string> CronOfABadName(Rig rig) => rig.RunAsync(streaq => streaq.Cron("c r o n", "0 3 * * *", () => { }));

    public static Task<string> CronWithoutExpression(Rig rig) => rig.RunAsync(streaq => streaq.Cron("cron", null!, () => { }));

    private static Task<string> Generic<T>(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x) => $"{x} {typeof(T)}"));
}
