using Microsoft.CodeAnalysis;

namespace Streaq.Generators;

/// <summary>The types that the rules of binding refer to, in one compilation.</summary>
internal sealed class KnownTypes
{
    public const string Builder = "Streaq.StreaqBuilder";

    private KnownTypes(Compilation compilation, INamedTypeSymbol context, INamedTypeSymbol noArgument)
    {
        (Compilation, Context, NoArgument) = (compilation, context, noArgument);
        Token = Find("System.Threading.CancellationToken");
        Task = Find("System.Threading.Tasks.Task");
        TaskOfResult = Find("System.Threading.Tasks.Task`1");
        ValueTask = Find("System.Threading.Tasks.ValueTask");
        ValueTaskOfResult = Find("System.Threading.Tasks.ValueTask`1");
    }

    public Compilation Compilation { get; }

    public INamedTypeSymbol Context { get; }

    public INamedTypeSymbol NoArgument { get; }

    public INamedTypeSymbol? Token { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? TaskOfResult { get; }

    public INamedTypeSymbol? ValueTask { get; }

    public INamedTypeSymbol? ValueTaskOfResult { get; }

    /// <returns>
    /// The types; <see langword="null"/> when the assembly is another one of that name, or several references have a type of .NET.
    /// </returns>
    public static KnownTypes? In(Compilation compilation, IAssemblySymbol streaq) =>
        streaq.GetTypeByMetadataName("Streaq.TaskContext") is { } context
        && streaq.GetTypeByMetadataName("Streaq.NoArgument") is { } noArgument
        && new KnownTypes(compilation, context, noArgument) is { HasAll: true } known
            ? known
            : null;

    private bool HasAll => Token is not null && Task is not null && TaskOfResult is not null
        && ValueTask is not null && ValueTaskOfResult is not null;

    /// <summary>Whether both are the same type at run time, where tuples have no names and dynamic is object.</summary>
    public bool AreSame(ITypeSymbol type, ITypeSymbol? other) =>
        other is not null && Compilation.ClassifyCommonConversion(type, other).IsIdentity;

    /// <summary>Whether a variable of one type can hold a value of another, by the rules of <see cref="Type.IsAssignableFrom"/>.</summary>
    public bool Takes(ITypeSymbol variable, ITypeSymbol value)
    {
        var conversion = Compilation.ClassifyCommonConversion(value, variable);
        return conversion.IsIdentity
            || (conversion is { Exists: true, IsImplicit: true, IsUserDefined: false }
                && (conversion.IsReference || IsBoxing(value, variable)))
            || (Optional(variable) is { } inner && AreSame(inner, value));
    }

    /// <summary>Whether the type is awaited, so that a handler may go on after it has returned.</summary>
    public bool IsAwaited(ITypeSymbol returned) =>
        AreSame(returned, ValueTask) || IsTask(returned) || Same(returned.OriginalDefinition, ValueTaskOfResult);

    public bool IsTask(ITypeSymbol returned) => Task is not null && Takes(Task, returned);

    /// <returns>The type of the value of a <c>Nullable</c>; <see langword="null"/> for other types.</returns>
    public static ITypeSymbol? Optional(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } optional
            ? optional.TypeArguments[0]
            : null;

    private static bool Same(ITypeSymbol type, ITypeSymbol? other) => SymbolEqualityComparer.Default.Equals(type, other);

    /// <summary>Whether the conversion boxes the value. A boxed <c>Nullable</c> is its value, and implements no interfaces.</summary>
    private static bool IsBoxing(ITypeSymbol value, ITypeSymbol variable) =>
        value.IsValueType && variable.IsReferenceType
        && (Optional(value) is null || variable.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType);

    private INamedTypeSymbol? Find(string name) => Compilation.GetTypeByMetadataName(name);
}
