using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>The name of a task in the code: in a definition of a static member, or in a call of <c>Cron</c>.</summary>
internal sealed class TaskName
{
    private readonly ISymbol? _member;
    private readonly INamedTypeSymbol? _type;
    private readonly bool _mayBeOfCron;

    private TaskName(string name, Location location, ISymbol? member, INamedTypeSymbol? type, bool mayBeOfCron) =>
        (Name, Location, _member, _type, _mayBeOfCron) = (name, location, member, type, mayBeOfCron);

    public string Name { get; }

    public Location Location { get; }

    /// <returns>The name; <see langword="null"/> when it is not a constant, or no static member holds the definition.</returns>
    public static TaskName? Of(DefinedTask task, KnownSymbols symbols) =>
        task is { Name: { } name, Member: { } member }
            ? new(name, task.NameLocation, member, task.Type, HasNoPayloads(task.Type, symbols))
            : null;

    /// <returns>The name; <see langword="null"/> for another call, and when the name is not a constant.</returns>
    public static TaskName? OfCron(IInvocationOperation call, KnownSymbols symbols) =>
        call.TargetMethod.Name is "Cron" && KnownSymbols.Is(call.TargetMethod.ContainingType, symbols.Builder)
        && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "name") is
        { Value.ConstantValue: { HasValue: true, Value: string name } } argument
            ? new(name, argument.Syntax.GetLocation(), member: null, type: null, mayBeOfCron: true)
            : null;

    /// <summary>
    /// Whether the two name different tasks. A definition without an argument may be of a task of <c>Cron</c>, to enqueue it.
    /// </summary>
    public bool IsOtherThan(TaskName other) =>
        _member is null ? other._member is not null && !other._mayBeOfCron : other._member is not null || !_mayBeOfCron;

    /// <summary>Whether both are definitions in one class.</summary>
    public bool StandsBeside(TaskName other) =>
        _member is not null && SymbolEqualityComparer.Default.Equals(_member.ContainingType, other._member?.ContainingType);

    /// <summary>Whether both have the same definition, which one class repeats in a private member.</summary>
    public bool IsRepeatedBy(TaskName other) => SymbolEqualityComparer.Default.Equals(_type, other._type) && !(IsShared && other.IsShared);

    private bool IsShared =>
        _member?.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;

    public override string ToString() => _member is null ? "A task of Cron" : $"'{_member.ContainingType.Name}.{_member.Name}'";

    private static bool HasNoPayloads(INamedTypeSymbol definition, KnownSymbols symbols) =>
        KnownSymbols.Is(definition, symbols.Definition) && KnownSymbols.Is(definition.TypeArguments[0], symbols.NoArgument);
}
