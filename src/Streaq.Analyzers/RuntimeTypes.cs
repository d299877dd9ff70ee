using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Streaq.Analyzers;

/// <summary>
/// Compares types as the runtime does: without names of tuple elements, nullable references and <see langword="dynamic"/>.
/// </summary>
internal sealed class RuntimeTypes(Compilation compilation)
{
    public bool AreSame(ITypeSymbol one, ITypeSymbol other) =>
        SymbolEqualityComparer.Default.Equals(one, other) || compilation.ClassifyConversion(one, other).IsIdentity;

    /// <summary>Whether <c>typeof(to).IsAssignableFrom(typeof(from))</c> is certain.</summary>
    public bool IsAssignable(ITypeSymbol to, ITypeSymbol from)
    {
        var conversion = compilation.ClassifyConversion(from, to);
        return conversion.IsIdentity
            // For the runtime, a nullable value type implements no interfaces.
            || (conversion.IsImplicit
                && (conversion.IsReference || (conversion.IsBoxing && (to.TypeKind is TypeKind.Class || !IsNullable(from, out _)))))
            || (IsNullable(to, out var inner) && AreSame(inner!, from));
    }

    /// <summary>Whether it is possible at run time: to the runtime, an array of <c>int</c> is also one of <c>uint</c>.</summary>
    public bool MayBeAssignable(ITypeSymbol to, ITypeSymbol from) =>
        IsAssignable(to, from)
        || (from is IArrayTypeSymbol { ElementType.IsValueType: true }
            && to is IArrayTypeSymbol or INamedTypeSymbol { IsGenericType: true });

    /// <summary>Whether the type is known only when generic code runs, or not at all.</summary>
    public static bool IsOpen(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol or IErrorTypeSymbol => true,
        IArrayTypeSymbol array => IsOpen(array.ElementType),
        IPointerTypeSymbol pointer => IsOpen(pointer.PointedAtType),
        INamedTypeSymbol named => named.TypeArguments.Any(IsOpen) || (named.ContainingType is { } outer && IsOpen(outer)),
        _ => false,
    };

    public static bool IsNullable(ITypeSymbol type, out ITypeSymbol? inner)
    {
        inner = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } named
            ? named.TypeArguments[0]
            : null;
        return inner is not null;
    }
}
